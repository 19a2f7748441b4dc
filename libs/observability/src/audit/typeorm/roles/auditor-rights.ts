import type { AuditDialectName } from '../audit-dialect.js';
import { tableNames } from '../dialects/table-names.js';

/** What an auditor need not see: the wrapped keys of personal data. */
const hidden: readonly string[] = ['audit_subject_key'];

/** Statements that let an auditor's login role read what `verify`, `prove` and `export` read, and nothing else. */
export function auditorRights(dialect: AuditDialectName, role: string): readonly string[] {
  if (dialect === 'sqlite') return [];
  const grantee = dialect === 'postgres' ? `"${role.replaceAll('"', '""')}"` : role;
  return tableNames
    .filter(table => !hidden.includes(table))
    .map(table => `GRANT SELECT ON ${table} TO ${grantee}`);
}
