import type { AuditBacklog } from '../../audit-vitals.js';
import type { AuditDialectName } from '../audit-dialect.js';
import { sealingStatements } from '../sealer/sealing-statements.js';
import type { Sql } from '../sql.js';

/** Rows beyond are not counted: whoever has so many knows enough. */
const most = 100_000;

/** Counts the events that wait to be sealed, up to 100,000, and looks how old the oldest is, by the database's clock. */
export async function auditBacklog(sql: Sql, dialect: AuditDialectName): Promise<AuditBacklog> {
  const { age } = sealingStatements(dialect);
  const [row] = await sql.rows<{ pending: number | string; age: number | string | null }>(
    `SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM audit_pending LIMIT ${most}) counted) AS pending,
(SELECT ${age} FROM audit_event e WHERE e.id = (SELECT event_id FROM audit_pending ORDER BY n LIMIT 1)) AS age`,
  );
  return { pending: Number(row?.pending ?? 0), sealLag: Math.max(0, Number(row?.age ?? 0)) / 1000 };
}
