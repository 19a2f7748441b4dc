import type { AuditAnchor } from './anchors/audit-anchor.js';
import type { AuditTarget } from './audit-entry.js';
import type { AuditAtomic, AuditOnWriteError, DeniedRequest } from './audited-options.js';
import type { AuditKeyOption } from './evidence/secret-key.js';

/** Keys of the audit trail. Make them with `npx nestjs-observability audit keys`; keep them away from the database and its backups. */
export interface AuditKeysOptions {
  /**
   * Authenticate every event. The first one signs, all of them verify: keep an old key behind the new one for as long as its
   * events are kept. @defaultValue `OBSERVABILITY_AUDIT_MAC_KEY` (`id:secret`, several with commas between), or the file that `OBSERVABILITY_AUDIT_MAC_KEY_FILE` names
   */
  readonly mac?: AuditKeyOption | readonly AuditKeyOption[];
  /**
   * Signs checkpoints: an Ed25519 private key as PKCS#8 PEM or base64, or `file:` and a path. Two while keys are exchanged:
   * both sign. @defaultValue `OBSERVABILITY_AUDIT_SIGNING_KEY`, or the file that `OBSERVABILITY_AUDIT_SIGNING_KEY_FILE` names
   */
  readonly signing?: string | readonly string[];
  /**
   * Public keys of former signing keys, as `audit keys --show` prints them: the sealer extends no checkpoint that it cannot
   * verify. @defaultValue `OBSERVABILITY_AUDIT_VERIFIER_KEY`, several with commas between
   */
  readonly verifiers?: readonly string[];
  /**
   * Wrap the keys under which personal data (`pii`) is encrypted, each subject its own. The first one wraps, all of them unwrap.
   * @defaultValue `OBSERVABILITY_AUDIT_MASTER_KEY` or the file that `OBSERVABILITY_AUDIT_MASTER_KEY_FILE` names; without one, entries with personal data keep none of their values
   */
  readonly master?: AuditKeyOption | readonly AuditKeyOption[];
}

/** The audit trail in a TypeORM data source. */
export interface AuditOptions {
  /** Whether `@Audited` records anything. @defaultValue `true` */
  readonly enabled?: boolean;
  /** Name of the TypeORM data source that holds the trail, and whose transactions carry it. @defaultValue `'default'` */
  readonly dataSource?: string;
  /** Which log in it; each is a Merkle tree of its own. @defaultValue `'main'` */
  readonly stream?: string;
  /** First line of checkpoints, which names the log for the world. @defaultValue `<service.name>/audit/<stream>` */
  readonly origin?: string;
  /** Whether events are sealed in batches beside the application, or each in its own transaction. @defaultValue `'async'`; `'inline'` on SQLite */
  readonly sealing?: 'async' | 'inline';
  readonly keys?: AuditKeysOptions;
  /** Where checkpoints are published, so that who rewrites the database is found out. @defaultValue `[new LogAnchor()]` */
  readonly anchors?: readonly AuditAnchor[];
  /** Milliseconds between two publications. @defaultValue `5_000` */
  readonly anchorEvery?: number;
  /** How firmly records are tied to the work, where the decorator does not say. @defaultValue `'prefer'` */
  readonly atomic?: AuditAtomic;
  /** What happens when the record of a transaction cannot be stored, where the decorator does not say. @defaultValue `'fail'` */
  readonly onWriteError?: AuditOnWriteError;
  /** Create missing tables and triggers at start; otherwise run the migration. @defaultValue `false` */
  readonly migrate?: boolean;
  /** Where events wait while the database is away, on a disk that outlives the process. @defaultValue `'.observability/audit-spill.ndjson'` */
  readonly spillPath?: string;
  /**
   * Whether PostgreSQL keeps the insert of a record ready on each connection, which saves it parsing and planning that for every
   * transaction, and lets the record leave together with COMMIT. Needs connections to the server itself, or a pooler that follows
   * prepared statements. @defaultValue `true` where no pooler is found at start
   */
  readonly preparedStatements?: boolean;
  /** Longest text or value that is stored whole, in bytes, 256 to 32,768; of a longer one its beginning, size and digest. @defaultValue `16_384` */
  readonly maxFieldBytes?: number;
  /** Longest event, in bytes, from 65,536; a longer one keeps the paths of its first changes, its size and digest. @defaultValue `262_144` */
  readonly maxBodyBytes?: number;
  /** Names the target of a request that was refused before the method ran, where the decorator does not. */
  readonly deniedTarget?: (request: DeniedRequest & { readonly action: string }) => AuditTarget | undefined;
  readonly health?: AuditHealthOptions;
}

/** From where on the indicator `audit` of `/ready` is degraded; it is down only when events cannot be stored. */
export interface AuditHealthOptions {
  /** Events that wait to be sealed. @defaultValue `10_000` */
  readonly maxPending?: number | undefined;
  /** Milliseconds that an event waits to be sealed. @defaultValue `60_000` */
  readonly maxSealLag?: number | undefined;
  /** Milliseconds that a checkpoint waits for its first anchor. @defaultValue `300_000` */
  readonly maxAnchorAge?: number | undefined;
  /** Events that wait in the spill file. @defaultValue `0` */
  readonly maxSpillDepth?: number | undefined;
}
