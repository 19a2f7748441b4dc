import type { DataSource } from 'typeorm';
import type { FaultLog } from '../../../core/fault-log.js';
import { AnchorPublisher } from '../../anchors/anchor-publisher.js';
import type { AuditAnchor } from '../../anchors/audit-anchor.js';
import type { AuditDialect } from '../audit-dialect.js';
import { pendingInsertion, type EventInsertion } from '../event-insertion.js';
import { CommittedSqliteSql, PooledSql } from '../query/reading-sql.js';
import { AuditSealer, type SealerStatus } from './audit-sealer.js';
import { inlineInsertion } from './inline-insertion.js';
import { newestCheckpoint } from './newest-checkpoint.js';
import { sealingConnectionOf } from './sealing-connection-of.js';
import { sealingStatements } from './sealing-statements.js';
import type { SealedBatch } from './seal-pending.js';
import type { StreamIdentity } from './stream-identity.js';

/** How the events of a log are sealed and anchored. */
export interface SealingSettings {
  readonly dataSource: DataSource;
  readonly dialect: AuditDialect;
  readonly identity: StreamIdentity;
  /** `inline`, by the transaction that writes them; `async`, beside the application, up to some hundred milliseconds later. */
  readonly mode: 'async' | 'inline';
  readonly anchors: readonly AuditAnchor[];
  /** Milliseconds between two publications. @defaultValue `5_000` */
  readonly anchorEvery?: number;
  readonly faults: FaultLog;
}

/** Sealing and anchoring of one log, as an application starts and stops it. */
export interface AuditSealing {
  /** How events are to be inserted so that they are sealed. */
  readonly insertion: EventInsertion;
  /** Absent where events are sealed inline. */
  readonly sealer?: { readonly status: SealerStatus };
  readonly anchors: AnchorPublisher;
  start(): void;
  /** Seals and publishes what is left, for this many milliseconds at most. Never rejects. @defaultValue `5_000` */
  stop(deadline?: number): Promise<void>;
}

/** Prepares sealing; nothing runs before it is started. */
export function openSealing(settings: SealingSettings): AuditSealing {
  const { dataSource, dialect, identity, mode, anchorEvery, faults } = settings;
  const isSqlite = dialect.name === 'sqlite';
  const sql = isSqlite ? new CommittedSqliteSql(dataSource) : new PooledSql(dataSource);
  const statements = sealingStatements(dialect.name);
  const anchors = new AnchorPublisher({
    anchors: settings.anchors,
    ...(anchorEvery !== undefined && { every: anchorEvery }),
    newest: () => newestCheckpoint(sql, identity),
    faults,
  });
  if (mode === 'inline') {
    const insertion = inlineInsertion({
      ...{ dialect, identity, statements },
      onSealed: checkpoint => anchors.offer(checkpoint),
    });
    return { insertion, anchors, start: () => anchors.start(), stop: deadline => anchors.stop(deadline) };
  }
  const connection = sealingConnectionOf(dataSource, dialect.name);
  const onSealed = ({ checkpoint }: SealedBatch): void => anchors.offer(checkpoint);
  const sealer = new AuditSealer({ identity, statements, connection, onSealed });
  return {
    insertion: pendingInsertion(dialect, () => sealer.wake()),
    sealer,
    anchors,
    start() {
      sealer.start();
      anchors.start();
    },
    async stop(deadline = 5_000) {
      const begin = performance.now();
      await sealer.stop(deadline);
      await anchors.stop(Math.max(0, deadline - (performance.now() - begin)));
    },
  };
}
