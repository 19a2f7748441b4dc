import type { AuditTrail } from '../../audit/typeorm/query/audit-trail.js';
import type { AuditDatabase } from '../../audit/typeorm/audit-database.js';
import type { CommandCall } from '../command.js';
import { macKeysOf } from './evidence-keys.js';

/**
 * The trail of a database, for reading from the command line. Its questions leave no entries: whoever has the password
 * of the database can read it with any tool, so that an entry of ours would promise too much.
 */
export async function openTrail(
  call: CommandCall,
  { dataSource, dialect }: AuditDatabase,
  { stream, origin }: { readonly stream: string; readonly origin?: string },
): Promise<AuditTrail> {
  const [{ AuditTrail: Trail }, { AuditStore }, { readingSql }] = await Promise.all([
    import('../../audit/typeorm/query/audit-trail.js'),
    import('../../audit/typeorm/query/audit-store.js'),
    import('../../audit/typeorm/query/reading-sql.js'),
  ]);
  const keys = await macKeysOf(call);
  const store = new AuditStore({
    ...readingSql(dataSource),
    dialect: dialect.name,
    ...(keys && { keys }),
  });
  return new Trail({
    store,
    stream,
    ...(origin !== undefined && { origin }),
    reads: { record: async () => '' },
  });
}
