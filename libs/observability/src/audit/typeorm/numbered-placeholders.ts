/** Rewrites `?` as `$1`, `$2`, ... as PostgreSQL wants it; a `?` inside a quoted text stays. */
export function numberedPlaceholders(statement: string): string {
  let count = 0;
  return statement.replace(/'[^']*'|\?/g, found => (found === '?' ? `$${(count += 1)}` : found));
}
