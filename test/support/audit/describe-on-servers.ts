import { databaseKinds, type DatabaseKind } from './fresh-database.js';

const servers: readonly DatabaseKind[] = ['postgres', 'mariadb'];

/**
 * `describe.each` for what SQLite cannot show: one suite for each database server, `%s` standing for its name; skipped,
 * with the reason in its name, for a server that is not there. (`describe.each([])` would be a failure.)
 */
export function describeOnServers(name: string, suite: (kind: DatabaseKind) => void): void {
  for (const kind of servers) {
    const isThere = databaseKinds.includes(kind);
    const title = name.replace('%s', kind);
    (isThere ? describe : describe.skip)(isThere ? title : `${title} (skipped: no such server)`, () =>
      suite(kind),
    );
  }
}
