import type { AnchorState } from '../anchors/anchor-slot.js';
import { LogAnchor } from '../anchors/log-anchor.js';
import type { AuditLines } from '../audit-lines.js';
import { AuditMonitor } from '../audit-monitor.js';
import type { AuditUpkeepParts } from '../audit-upkeep.js';
import type { AuditRuntime } from '../audit-runtime.js';
import { ObservabilityConfigurationError } from '../../config/observability-configuration.error.js';
import type { ConfigurationProblem } from '../../config/configuration-problem.js';
import type { ResolvedAudit } from '../../config/resolved-audit.js';
import type { FaultLog } from '../../core/fault-log.js';
import { checkpointOrigin } from '../evidence/checkpoint-origin.js';
import { readAuditKeys, type AuditKeys } from './audit-keys.js';
import { auditDataSource, isAudited } from './audit-subscriber.js';
import { checkAuditedDatabase } from './check-audited-database.js';
import { SubjectKeys } from './erasure/subject-keys.js';
import { EntryPolicy, type EntryRedaction } from './entry-policy.js';
import { findAuditedDatabase, type AuditedDatabase } from './find-audited-database.js';
import type { NamedDataSource } from './named-data-sources.js';
import { openAuditSink } from './open-audit-sink.js';
import { auditBacklog } from './query/audit-backlog.js';
import { AuditStore } from './query/audit-store.js';
import { CommittedSqliteSql, PooledSql } from './query/reading-sql.js';
import { openSealing } from './sealer/open-sealing.js';
import { sealingConnectionOf } from './sealer/sealing-connection-of.js';
import { verifiersOf, type StreamIdentity } from './sealer/stream-identity.js';
import { runSteps } from './sql-steps.js';

/** What an application keeps its audit trail with. */
export interface AuditStoreSettings {
  readonly runtime: AuditRuntime;
  readonly options: ResolvedAudit;
  /** `service.name`. */
  readonly service: string;
  readonly redaction: EntryRedaction;
  /** Where receipts are told. */
  readonly lines: AuditLines | undefined;
  readonly dataSources: readonly NamedDataSource[];
}

/** The audit trail in the database of a running application. */
export interface RunningAuditStore {
  readonly store: AuditStore;
  readonly stream: string;
  readonly origin: string;
  readonly monitor: AuditMonitor;
  readonly upkeep: AuditUpkeepParts;
  /** Stores, seals and publishes what is left; further calls wait for the first. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Checks everything, takes part in the transactions of the data source, and begins to store and to seal.
 *
 * @throws ObservabilityConfigurationError with every reason why the audit trail cannot be kept.
 */
export async function startAuditStore(settings: AuditStoreSettings): Promise<RunningAuditStore> {
  const { options, service, dataSources } = settings;
  const { stream } = options;
  const origin = options.origin ?? checkpointOrigin(service, stream);
  const problems: ConfigurationProblem[] = [];
  const keys = readAuditKeys(options.keys, origin, problems);
  const database = findAuditedDatabase(options.dataSource, dataSources, problems);
  const sql = database && readingSql(database);
  const identity = keys && { stream, origin, signers: keys.signers, verifiers: keys.verifiers };
  if (database && sql && identity) {
    const expected = { identity, keys: keys.mac, migrate: options.migrate };
    problems.push(...(await checkAuditedDatabase(database, sql.sql, expected)));
  }
  if (problems.length > 0 || !database || !sql || !identity)
    throw new ObservabilityConfigurationError(problems);
  return run(settings, { database, sql, keys, identity });
}

/** Milliseconds for storing, sealing and publishing what is left. */
const longestStop = 10_000;

interface Checked {
  readonly database: AuditedDatabase;
  readonly sql: ReturnType<typeof readingSql>;
  readonly keys: AuditKeys;
  readonly identity: StreamIdentity;
}

async function run(settings: AuditStoreSettings, checked: Checked): Promise<RunningAuditStore> {
  const { runtime, options, redaction, lines } = settings;
  const { database, sql, keys, identity } = checked;
  const { dataSource, dialect } = database;
  const mode = options.sealing ?? (dialect.name === 'sqlite' ? 'inline' : 'async');
  const { faults } = runtime;
  const sealing = openSealing({
    dataSource,
    dialect,
    identity,
    mode,
    anchors: (options.anchors ?? [new LogAnchor()]).map(anchor =>
      anchor instanceof LogAnchor ? anchor.through(lines) : anchor,
    ),
    anchorEvery: options.anchorEveryMs,
    faults,
  });
  const subjects = keys.master && new SubjectKeys(keys.master, dialect.name);
  const sink = await openAuditSink({
    dataSource,
    dialect,
    insertion: sealing.insertion,
    stream: identity.stream,
    keys: keys.mac,
    policy: new EntryPolicy(redaction, options),
    ...(subjects && { personalData: subjects }),
    ...(options.preparedStatements !== undefined && { preparedStatements: options.preparedStatements }),
    spillPath: options.spillPath,
    description: `typeorm (${dataSource.options.type}, sealing ${mode})`,
    report: thrown => faults.report('audit store', thrown),
  });
  sealing.start();
  const leave = auditDataSource({ dataSource, audit: runtime, sink });
  runtime.storeIn(sink, lines);
  const monitor = new AuditMonitor({
    backlog: () => auditBacklog(sql.sql, dialect.name),
    spillDepth: () => sink.spillDepth,
    anchorAge: () => anchorAge(sealing.anchors.states),
    unobserved: () => (isAudited(dataSource) ? [] : [database.name]),
  });
  monitor.start();
  const finish = async () => {
    await monitor.stop();
    await runtime.settled();
    await sink.close();
    await sealing.stop();
    leave();
  };
  const stop = once(() => withinDeadline(finish(), faults));
  stopBeforeDestroy(database, stop);
  const store = new AuditStore({ ...sql, dialect: dialect.name, keys: keys.mac });
  const upkeep = upkeepParts(settings, { ...checked, sink, subjects });
  return { store, stream: identity.stream, origin: identity.origin, monitor, upkeep, stop };
}

/** What verification, erasure and pruning work with. */
function upkeepParts(
  { runtime }: AuditStoreSettings,
  {
    database: { dataSource, dialect },
    sql,
    keys,
    identity,
    sink,
    subjects,
  }: Checked & Pick<AuditUpkeepParts, 'sink' | 'subjects'>,
): AuditUpkeepParts {
  const committed = sql.committed ?? sql.sql;
  return {
    ...{ sql: committed, dialect: dialect.name, identity, keys: keys.mac, sink, subjects },
    verifiers: verifiersOf(identity),
    connectionOf: (other = dataSource) => sealingConnectionOf(other, dialect.name),
    run: steps => runSteps(committed, steps()),
    onVerified: verdict => {
      for (const listener of runtime.listeners) {
        runtime.faults.tell('audit listener', () => listener.verified?.(verdict));
      }
    },
  };
}

/** Seconds for which no anchor has had the newest checkpoint. */
function anchorAge(states: readonly AnchorState[]): number {
  const now = performance.now();
  const ages = states.map(({ behindSince = now }) => (now - behindSince) / 1_000);
  return ages.length === 0 ? 0 : Math.min(...ages);
}

function readingSql({ dataSource, dialect }: AuditedDatabase) {
  const sql = new PooledSql(dataSource);
  return dialect.name === 'sqlite' ? { sql, committed: new CommittedSqliteSql(dataSource) } : { sql };
}

/**
 * Nest destroys the data source by a shutdown hook of its module, and no order among the hooks is ours. On this one instance
 * the audit trail therefore stops first, whoever destroys it.
 */
function stopBeforeDestroy({ dataSource }: AuditedDatabase, stop: () => Promise<void>): void {
  const destroy = dataSource.destroy;
  dataSource.destroy = async () => {
    dataSource.destroy = destroy;
    await stop();
    return destroy.call(dataSource);
  };
}

/** Never rejects, and does not let a database that hangs hold the application for longer than this. */
async function withinDeadline(work: Promise<void>, faults: FaultLog): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  // Somebody waits for this one, so it holds the process.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The audit trail was not finished within ${longestStop} ms`)),
      longestStop,
    );
  });
  await Promise.race([work, late]).catch((thrown: unknown) => faults.report('audit shutdown', thrown));
  clearTimeout(timer);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
