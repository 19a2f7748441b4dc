import type { DataSourceOptions } from 'typeorm';
import {
  databaseKinds,
  freshDatabase,
  type DatabaseKind,
  type FreshDatabase,
} from '../../support/audit/fresh-database.js';

export { databaseKinds, type DatabaseKind };

/** An empty database of one suite, and how TypeORM is told of it. */
export interface ShelfDatabase extends FreshDatabase {
  readonly options: DataSourceOptions;
}

/** Makes one; on servers with a pool of this many connections. */
export async function shelfDatabase(kind: DatabaseKind, pool = 4): Promise<ShelfDatabase> {
  const fresh = await freshDatabase(kind);
  await fresh.dataSource.destroy();
  const { url } = fresh;
  const options: DataSourceOptions =
    kind === 'sqlite'
      ? { type: 'better-sqlite3', database: url }
      : kind === 'postgres'
        ? { type: 'postgres', url, extra: { max: pool } }
        : { type: 'mariadb', url, extra: { connectionLimit: pool } };
  return { ...fresh, options };
}
