import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinnedProcess } from '../measure/pinned-process.js';
import { migrate } from './audit-cli.js';
import type { AuditSample } from './audit-sample.js';
import { isHandWritten, isSealed, type AuditVariant } from './audit-variants.js';
import { BenchDatabase } from './bench-database.js';
import { handWrittenTable } from './hand-written.js';
import { allSealed, databaseTime, sealLag } from './seal-lag.js';
import { serverCpu, usedBetween } from './server-cpu.js';
import type { Paid, WriterOrder, WriterSettings } from './writer-messages.js';

/** Where contenders work and how they are started. */
export interface ContenderOptions {
  readonly server: string;
  /** Keys of the audit trail. */
  readonly env: NodeJS.ProcessEnv;
  /** Folder for a `.cpuprofile` of each process. */
  readonly profileTo: string | undefined;
}

/** One variant with a database and processes of its own, kept for the whole run so that nothing is measured cold. */
export class AuditContender {
  private constructor(
    readonly variant: AuditVariant,
    readonly database: BenchDatabase,
    private readonly writer: PinnedProcess,
    private readonly others: readonly PinnedProcess[],
    private readonly folder: string,
  ) {}

  static async start(variant: AuditVariant, options: ContenderOptions): Promise<AuditContender> {
    const database = await BenchDatabase.create(options.server, variant);
    if (variant !== 'unaudited') await migrate(database.url);
    if (isHandWritten(variant)) await database.query(handWrittenTable);
    const folder = mkdtempSync(join(tmpdir(), 'audit-bench-'));
    const settings = { variant, databaseUrl: database.url, folder };
    const sealsElsewhere = variant === 'apart' || variant === 'unsealed';
    const writer = await startWriter({ ...settings, sealsElsewhere }, options);
    const others =
      variant === 'apart' ? [await startWriter({ ...settings, sealsElsewhere: false }, options)] : [];
    return new AuditContender(variant, database, writer, others, folder);
  }

  /** Lets its code be compiled. */
  async warmUp(seconds: number): Promise<void> {
    await this.ask<Paid>({ type: 'pay', writers: 16, seconds });
    if (isSealed(this.variant)) await allSealed(this.database);
  }

  /** Warms up, then measures one window. */
  async sample(
    order: Pick<AuditSample, 'round' | 'writers'>,
    seconds: number,
    warmup: number,
  ): Promise<AuditSample> {
    const { database, variant } = this;
    const { writers } = order;
    await this.ask<Paid>({ type: 'pay', writers, seconds: warmup });
    const before = await serverCpu(database);
    const from = await databaseTime(database);
    const { transactions, ...paid } = await this.ask<Paid>({ type: 'pay', writers, seconds });
    const to = await databaseTime(database);
    const after = await serverCpu(database);
    if (isSealed(variant)) await allSealed(database);
    const lag = isSealed(variant) ? await sealLag(database, from, to) : undefined;
    // Every payment has one event, or the figures are those of something else.
    if (lag && lag.events !== transactions) {
      throw new Error(`${variant}: ${transactions} payments and ${lag.events} sealed events`);
    }
    return {
      variant,
      ...order,
      transactionsPerSecond: transactions / paid.seconds,
      cpuMicrosPerTransaction: paid.cpuMicros / transactions,
      ...(before && after && { serverMicrosPerTransaction: usedBetween(before, after) / transactions }),
      p50Micros: paid.p50Micros,
      p99Micros: paid.p99Micros,
      ...(lag && { sealLag: lag }),
    };
  }

  /** Writes records that no transaction carries, and waits until they are sealed. */
  async record(events: number): Promise<void> {
    await this.ask({ type: 'record', events });
    await allSealed(this.database);
  }

  async stop(): Promise<void> {
    await Promise.all([this.writer, ...this.others].map(it => it.stop({ type: 'stop' })));
    await this.database.drop();
    rmSync(this.folder, { recursive: true });
  }

  /** Ends what is left of a run that failed. */
  kill(): void {
    for (const it of [this.writer, ...this.others]) it.kill();
  }

  private ask<Reply>(order: WriterOrder): Promise<Reply> {
    return this.writer.ask<Reply>(order);
  }
}

async function startWriter(
  settings: WriterSettings,
  { env, profileTo }: ContenderOptions,
): Promise<PinnedProcess> {
  const { process: writer } = await PinnedProcess.start({
    script: new URL('writer.js', import.meta.url),
    args: [JSON.stringify(settings)],
    nodeArgs: profileTo
      ? [
          '--cpu-prof',
          `--cpu-prof-dir=${profileTo}`,
          `--cpu-prof-name=${settings.variant}-${settings.sealsElsewhere}.cpuprofile`,
        ]
      : [],
    env,
  });
  return writer;
}
