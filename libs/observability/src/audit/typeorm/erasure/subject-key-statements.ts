import type { AuditDialectName } from '../audit-dialect.js';

/** Statements about subject keys that are not the same on every database. */
export interface SubjectKeyStatements {
  /** Stores a key unless the subject has one. Parameters: subject, wrapped key. */
  readonly insert: string;
  /** What makes a SELECT see what others have committed since this transaction began. */
  readonly latest: string;
  /** The clock of the database. */
  readonly now: string;
}

const columns = 'INTO audit_subject_key (subject, wrapped_key) VALUES (?, ?)';

const byName: Readonly<Record<AuditDialectName, SubjectKeyStatements>> = {
  postgres: { insert: `INSERT ${columns} ON CONFLICT DO NOTHING`, latest: '', now: 'clock_timestamp()' },
  mysql: { insert: `INSERT IGNORE ${columns}`, latest: ' LOCK IN SHARE MODE', now: 'UTC_TIMESTAMP(6)' },
  sqlite: {
    insert: `INSERT OR IGNORE ${columns}`,
    latest: '',
    now: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
  },
};

/** The statements of a database. */
export function subjectKeyStatements(dialect: AuditDialectName): SubjectKeyStatements {
  return byName[dialect];
}
