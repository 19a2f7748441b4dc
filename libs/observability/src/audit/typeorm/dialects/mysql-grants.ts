/** What a line of `SHOW GRANTS` says: `GRANT <rights> ON <database>.<table> TO ...`. */
const grantPattern = /^GRANT (.+?) ON (?:TABLE )?(\*|`(?:[^`]|``)+`)\.(\*|`(?:[^`]|``)+`) TO /;

/**
 * Whether one of the grants shows its holder the triggers of a table. Rights on another table, such as those that an
 * application has on tables of its own, show none.
 */
export function showsTriggers(grants: readonly string[], database: string, table: string): boolean {
  return grants.some(grant => {
    const [, rights = '', on = '', of = ''] = grantPattern.exec(grant) ?? [];
    if (!/\b(?:TRIGGER|ALL PRIVILEGES)\b/.test(rights)) return false;
    return (on === '*' || isDatabase(on, database, of)) && (of === '*' || unquoted(of) === table);
  });
}

/** Rights on a whole database may name it by a pattern. */
function isDatabase(quoted: string, database: string, of: string): boolean {
  const name = unquoted(quoted);
  if (of !== '*') return name === database;
  const source = name.replace(/\\([_%\\])|([_%])|([.*+?^${}()|[\]\\])/g, (_all, escaped, wild, special) => {
    if (wild !== undefined) return wild === '%' ? '.*' : '.';
    return escaped === undefined ? `\\${special as string}` : (escaped as string).replace('\\', '\\\\');
  });
  return new RegExp(`^${source}$`).test(database);
}

function unquoted(name: string): string {
  return name.slice(1, -1).replaceAll('``', '`');
}
