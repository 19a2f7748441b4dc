import { sanitizeSql } from '../redaction/sql-text.js';
import { summarize } from './statement-summary.js';

const cases: readonly (readonly [sql: string, summary: string, tables: readonly string[]])[] = [
  ['SELECT * FROM orders WHERE id = 1', 'SELECT orders', ['orders']],
  ['select o.id from "public"."orders" o', 'SELECT public.orders', ['public.orders']],
  [
    'SELECT * FROM `shop`.`orders` AS `o` LEFT JOIN `lines` `l` ON `l`.`id` = `o`.`id`',
    'SELECT shop.orders lines',
    ['shop.orders', 'lines'],
  ],
  ['SELECT * FROM a, b, c WHERE a.id IN (1, 2)', 'SELECT a b c', ['a', 'b', 'c']],
  ['SELECT a, b FROM t', 'SELECT t', ['t']],
  ['SELECT 1', 'SELECT', []],
  ['SELECT EXTRACT(year FROM created) FROM orders', 'SELECT orders', ['orders']],
  ['SELECT * FROM a WHERE b IS DISTINCT FROM c', 'SELECT a', ['a']],
  ['SELECT * FROM (SELECT id FROM a) x JOIN b ON b.id = x.id', 'SELECT SELECT a b', ['a', 'b']],
  ['SELECT * FROM jobs WHERE id = 1 FOR UPDATE SKIP LOCKED', 'SELECT jobs', ['jobs']],
  ['INSERT INTO "orders"("id", "note") VALUES ($1, $2) RETURNING "id"', 'INSERT orders', ['orders']],
  ['INSERT INTO archive SELECT * FROM orders', 'INSERT archive SELECT orders', ['archive', 'orders']],
  ['INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET b = 2', 'INSERT a', ['a']],
  ['INSERT INTO a VALUES (1) ON DUPLICATE KEY UPDATE b = 2', 'INSERT a', ['a']],
  ['REPLACE INTO a VALUES (1)', 'REPLACE a', ['a']],
  ["SELECT REPLACE(name, 'a', 'b') FROM t", 'SELECT t', ['t']],
  ['UPDATE orders SET total = (SELECT sum(x) FROM lines)', 'UPDATE orders SELECT lines', ['orders', 'lines']],
  ['UPDATE a SET x = b.x FROM b', 'UPDATE a b', ['a', 'b']],
  ['DELETE FROM orders WHERE id = 1', 'DELETE orders', ['orders']],
  ['WITH recent AS (SELECT * FROM orders) SELECT * FROM recent', 'SELECT orders SELECT', ['orders']],
  [
    'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n',
    'SELECT SELECT SELECT',
    [],
  ],
  ['CREATE TABLE IF NOT EXISTS "orders" ("id" integer)', 'CREATE TABLE orders', ['orders']],
  ['CREATE UNIQUE INDEX "by_mail" ON "users" ("mail")', 'CREATE INDEX by_mail', []],
  ['DROP TABLE orders', 'DROP TABLE orders', ['orders']],
  ['START TRANSACTION', 'START TRANSACTION', []],
  ['SAVEPOINT typeorm_1', 'SAVEPOINT', []],
  ['ROLLBACK TO SAVEPOINT typeorm_1', 'ROLLBACK TO', []],
  ['PRAGMA foreign_keys = ON', 'PRAGMA foreign_keys', []],
  ["SELEKT 'x' FRUM y", '', []],
  ['', '', []],
];

describe('The summary of a statement', () => {
  it.each(cases)('%s', (sql, summary, tables) => {
    const found = summarize(sanitizeSql(sql, { dialect: sql.includes('`') ? 'mysql' : 'postgresql' }));

    expect([found.summary, found.tables]).toEqual([summary, tables]);
  });

  it('is bounded, and cut between names', () => {
    const sql = `SELECT * FROM ${Array.from({ length: 500 }, (_, at) => `a_rather_long_name_${at}`).join(', ')}`;

    expect(summarize(sql).summary).toMatch(/^SELECT( a_rather_long_name_\d+){5,12}$/);
    expect(summarize(sql).summary.length).toBeLessThanOrEqual(255);
  });
});
