import type { AuditKeysOptions, AuditOptions } from '../observability.options.js';

/** Keys of the audit trail as they were given: the audit trail itself reads them. Never print them. */
export interface ResolvedAuditKeys {
  /** Options, or the text of a variable: `id:secret`, several with commas between. */
  readonly mac: AuditKeysOptions['mac'] | string;
  /** PKCS#8, each as PEM or base64. */
  readonly signing: readonly string[];
  readonly verifiers: readonly string[];
  /** Like `mac`. */
  readonly master: AuditKeysOptions['master'] | string;
}

/** The audit trail. */
export interface ResolvedAudit {
  /** Where records go: nowhere, into log lines, or into the tables of a data source. */
  readonly mode: 'off' | 'log' | 'store';
  readonly dataSource: string;
  readonly stream: string;
  /** `undefined`: made of service and stream. */
  readonly origin: string | undefined;
  /** `undefined`: what suits the database. */
  readonly sealing: 'async' | 'inline' | undefined;
  readonly keys: ResolvedAuditKeys;
  /** `undefined`: the log. */
  readonly anchors: AuditOptions['anchors'] | undefined;
  readonly anchorEveryMs: number;
  readonly atomic: NonNullable<AuditOptions['atomic']>;
  readonly onWriteError: NonNullable<AuditOptions['onWriteError']>;
  readonly migrate: boolean;
  readonly spillPath: string;
  readonly preparedStatements: boolean | undefined;
  readonly maxFieldBytes: number;
  readonly maxBodyBytes: number;
  readonly deniedTarget: AuditOptions['deniedTarget'] | undefined;
  /** What is missing has the default of the indicator. */
  readonly health: NonNullable<AuditOptions['health']>;
}
