import fc from 'fast-check';
import { sanitizeSql, type SqlDialect } from './sql-text.js';

const dialects: readonly (SqlDialect | undefined)[] = ['postgresql', 'mysql', 'sqlite', undefined];

describe('a statement without its values', () => {
  it.each<[string, string, string]>([
    ['text', "SELECT * FROM t WHERE a = 'secret'", 'SELECT * FROM t WHERE a = ?'],
    ['doubled quotes', "a = 'it''s secret'", 'a = ?'],
    ['neighbours', "'a''b' || 'c'", '? || ?'],
    [
      'numbers',
      'a = 12 AND b > .5 AND c < 1e-10 AND d = 0xFF AND e = 1_000',
      `a = ? AND b > ? AND c < ? AND d = ? AND e = ?`,
    ],
    ['signs', 'a = -12 AND b = 3-4', 'a = -? AND b = ?-?'],
    ['hexadecimal and bits', "a = X'DEAD' OR b = b'01' OR c = N'x'", 'a = ? OR b = ? OR c = ?'],
    ['comments', 'SELECT 1 -- pin 1234\n/* token abc */ FROM t', 'SELECT ? FROM t'],
    ['a line of comment alone', '-- secret', ''],
    ['white space', 'SELECT\n\t a,\u00a0b   FROM t ', 'SELECT a, b FROM t'],
    ['lists', "a IN (1, 2, 3) AND b IN ('x','y')", 'a IN (?) AND b IN (?)'],
    [
      'lists of placeholders',
      'a IN ($1, $2) AND b IN (?,?) AND c IN (:a, :b)',
      'a IN (?) AND b IN (?) AND c IN (?)',
    ],
    ['lists of rows', '(a, b) IN ((1, 2), (3, 4))', '(a, b) IN (?)'],
    ['rows', "VALUES (1, 'a', DEFAULT), (2, 'b', NULL)", 'VALUES (?, ?, DEFAULT)'],
    ['names with digits', 'SELECT t1.c2 FROM s3.t4 t1', 'SELECT t1.c2 FROM s3.t4 t1'],
    [
      'placeholders',
      'a = $1 AND b = :name AND c = @p1 AND d = ?',
      'a = $1 AND b = :name AND c = @p1 AND d = ?',
    ],
    ['an end that never comes', "a = 'secret and more", 'a = ?'],
    ['a comment that never ends', 'a = 1 /* secret', 'a = ?'],
    ['names of other alphabets', 'SELECT größe1 FROM 表2', 'SELECT größe1 FROM 表2'],
    ['page limits', 'LIMIT 10 OFFSET 20', 'LIMIT ? OFFSET ?'],
  ])('%s', (_name, sql, expected) => {
    for (const dialect of dialects) expect(sanitizeSql(sql, dialect ? { dialect } : {})).toBe(expected);
  });

  it.each<[SqlDialect, string, string]>([
    ['postgresql', 'SELECT "a1" FROM "T 2" WHERE "x""y" = 1', 'SELECT "a1" FROM "T 2" WHERE "x""y" = ?'],
    ['postgresql', "a = E'it\\'s secret' AND b = 1", 'a = ? AND b = ?'],
    ['postgresql', "a = '\\' AND b = 'x'", 'a = ? AND b = ?'],
    ['postgresql', "a = $$it's secret$$ AND b = $tag$ $$ secret $tag$", 'a = ? AND b = ?'],
    ['postgresql', '/* a /* nested */ secret */ SELECT 1', 'SELECT ?'],
    [
      'postgresql',
      "a = U&'d\\0061t' AND b::jsonb #>> '{a,b}' = $1::text",
      'a = ? AND b::jsonb #>> ? = $1::text',
    ],
    ['postgresql', "ARRAY[1,2,3] && ARRAY['x']", 'ARRAY[?] && ARRAY[?]'],
    ['postgresql', 'VALUES ($1::int, $2), ($3::int, $4)', 'VALUES ($1::int, $2)'],
    [
      'mysql',
      'SELECT `a``1` FROM `t` WHERE b = "secret" # pin\n AND c = 1',
      'SELECT `a``1` FROM `t` WHERE b = ? AND c = ?',
    ],
    ['mysql', 'a = \'it\\\'s secret\' AND b = "it\\"s"', 'a = ? AND b = ?'],
    ['mysql', "a = _utf8mb4 'secret' AND b = 5--3", 'a = ? AND b = ?--?'],
    ['mysql', "SET PASSWORD FOR 'bob'@'%' = 'secret'", 'SET PASSWORD FOR ?@? = ?'],
    ['sqlite', 'SELECT [a 1], `b`, "c" FROM t WHERE d = ?12', 'SELECT [a 1], `b`, "c" FROM t WHERE d = ?12'],
  ])('of %s: %s', (dialect, sql, expected) => expect(sanitizeSql(sql, { dialect })).toBe(expected));

  it('of an unknown dialect trusts nothing behind what dialects read differently', () => {
    expect(sanitizeSql("a = 'x\\' AND b = ' secret' AND c = 1")).toBe('a = ?');
    expect(sanitizeSql('a = "secret" AND b = 1')).toBe('a = ? AND b = ?');
    expect(sanitizeSql("SELECT 1 # it's\n WHERE a = 'secret'")).toBe('SELECT ?');
    expect(sanitizeSql("SELECT 1 /* /* */ it's */ , 'secret'")).toBe('SELECT ?');
    expect(sanitizeSql("a # b AND c = 'd'\n AND e = 1")).toBe('a');
    expect(sanitizeSql('a # b\n AND e = 1')).toBe('a # b AND e = ?');
  });

  it('is cut where it is told', () => {
    expect(sanitizeSql('SELECT abcdef', { limit: 8 })).toBe('SELECT a...');
    expect(sanitizeSql(`SELECT ${'a, '.repeat(1_000_000)}`).length).toBeLessThanOrEqual(4_099);
  });

  it.each<[string, string]>([
    ['opening quotes', "'"],
    ['literals', "'a',"],
    ['escapes', "E'\\'"],
    ['prefixes', "_utf8 'a' "],
    ['openings of lists', 'IN (?, '],
    ['rows', 'VALUES (?), ('],
    ['openings of comments', '/* '],
    ['dollars', '$a$ $'],
    ['signs and spaces', '- + '],
    ['names', 'abc'],
    ['brackets', '[['],
    ['hashes', '# '],
    ['hashes and quotes', '#"'],
  ])('takes its length in time for %s', (_name, part) => {
    for (const dialect of dialects) {
      const options = { limit: 1_000_000, ...(dialect && { dialect }) };
      const start = process.cpuUsage();
      sanitizeSql(part.repeat(100_000 / part.length), options);
      const { user } = process.cpuUsage(start);
      // Quadratic work on this length takes seconds.
      expect(user).toBeLessThan(500_000);
    }
  });

  it('shows no literal of any dialect, whatever stands in it', () => {
    const inside = fc.string({ unit: 'binary' });
    const quoted: readonly [SqlDialect, (text: string) => string][] = [
      ['postgresql', text => `'${text.replaceAll("'", "''")}'`],
      ['postgresql', text => `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`],
      ['postgresql', text => `$q$${text.replaceAll('$', '')}$q$`],
      ['mysql', text => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`],
      ['mysql', text => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`],
      ['sqlite', text => `'${text.replaceAll("'", "''")}'`],
    ];
    fc.assert(
      fc.property(inside, fc.constantFrom(...quoted), (text, [dialect, quote]) => {
        const sql = `SELECT a FROM t WHERE b = ${quote(`${text}CANARY`)} AND c = ${quote(text)} ORDER BY d`;
        expect(sanitizeSql(sql, { dialect })).toBe('SELECT a FROM t WHERE b = ? AND c = ? ORDER BY d');
        expect(sanitizeSql(sql)).not.toContain('CANARY');
      }),
      { numRuns: 300 },
    );
  });
});
