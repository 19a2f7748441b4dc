import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { AuditContender, type ContenderOptions } from './audit/audit-contender.js';
import { verifyLog } from './audit/audit-cli.js';
import { readAuditOptions, type AuditBenchOptions } from './audit/audit-options.js';
import { isQuotable, type AuditResult, type VerifiedLog } from './audit/audit-result.js';
import type { AuditSample } from './audit/audit-sample.js';
import { databaseServer } from './audit/bench-database.js';
import { auditTable, verifiedLine } from './report/audit-table.js';
import { thisMachine } from './report/machine.js';
import { publish } from './report/results.js';

/** Verifications of the same log; the median is told. */
const VERIFICATIONS = 3;

/** Seconds that each variant works before the first round: code that runs for the first time is up to five times slower. */
const settling = 3;

/** `npm run bench:audit`: payments with and without a record, interleaved, on PostgreSQL; then the verification of a log. */
const options = readAuditOptions();
const { rounds, seconds, warmup, writers, server, profileTo } = options;
Object.assign(process.env, newKeys());

const contenders: AuditContender[] = [];
try {
  const start: ContenderOptions = { server, env: process.env, profileTo };
  for (const variant of options.variants) contenders.push(await AuditContender.start(variant, start));
  for (const contender of contenders) await contender.warmUp(settling);
  const samples = await measureAll(contenders, options);
  const verified = await verifyAll(contenders, options);
  const result: AuditResult = {
    machine: thisMachine(),
    database: await databaseServer(server),
    settings: { rounds, seconds, warmup, writers },
    samples,
    verified,
  };
  console.log(`\n${auditTable(result)}\n\n${verifiedLine(result)}`);
  publish('audit', result, isQuotable(options));
  for (const contender of contenders) await contender.stop();
} finally {
  for (const contender of contenders) contender.kill();
}

async function measureAll(all: readonly AuditContender[], asked: AuditBenchOptions): Promise<AuditSample[]> {
  const samples: AuditSample[] = [];
  for (let round = 1; round <= asked.rounds; round++) {
    for (const count of asked.writers) {
      // Reversed every second round, so that a drift of the machine favours nobody.
      for (const contender of round % 2 === 1 ? all : all.toReversed()) {
        const sample = await contender.sample({ round, writers: count }, asked.seconds, asked.warmup);
        samples.push(sample);
        const lag = sample.sealLag ? `, sealed after ${sample.sealLag.p99.toFixed(0)} ms (p99)` : '';
        console.log(
          `round ${round}/${asked.rounds} ${count} writers ${sample.variant}: ${sample.transactionsPerSecond.toFixed(0)} transactions/s, ` +
            `${sample.cpuMicrosPerTransaction.toFixed(0)} us CPU each${lag}`,
        );
      }
    }
  }
  return samples;
}

/** Verifies the log of the audited payments, filled up to the wanted size. */
async function verifyAll(
  all: readonly AuditContender[],
  { events }: AuditBenchOptions,
): Promise<VerifiedLog[]> {
  const contender = all.find(({ variant }) => variant === 'audited');
  if (!contender || events === 0) return [];
  const [log] = await contender.database.query<{ events: number }>(
    'SELECT count(*)::int AS events FROM audit_event',
  );
  await contender.record(Math.max(1, events - log!.events));
  const verified: VerifiedLog[] = [];
  for (let i = 0; i < VERIFICATIONS; i++) {
    const { verdict, counts, duration } = await verifyLog(contender.database.url);
    if (verdict === 'tampered') throw new Error('The log of the benchmark does not verify');
    verified.push({ events: counts.sealed, eventsPerSecond: (counts.sealed / duration) * 1_000 });
  }
  return verified;
}

function newKeys(): Record<string, string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    OBSERVABILITY_AUDIT_MAC_KEY: `bench:${randomBytes(32).toString('base64')}`,
    OBSERVABILITY_AUDIT_SIGNING_KEY: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}
