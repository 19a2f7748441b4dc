import type { QueryRunner } from 'typeorm';
import { databaseKinds, type FreshDatabase } from '../support/audit/fresh-database.js';
import { LogUnderTest } from '../support/audit/log-under-test.js';

const uuid = (last: string) => `00000000-0000-4000-8000-00000000000${last}`;
const h = (byte: string) => byte.repeat(32);

/** What somebody tries whose statements reach the tables; `{event}` and the like stand for what is stored. */
const everywhere = [
  `UPDATE audit_event SET outcome = 'success'`,
  `UPDATE audit_event SET recorded_at = recorded_at`,
  `UPDATE audit_event SET body = 'x', mac = {hash} WHERE id = '{event}'`,
  `DELETE FROM audit_event`,
  `DELETE FROM audit_event WHERE id = '{event}'`,
  `UPDATE audit_leaf SET leaf_hash = {hash}`,
  `UPDATE audit_leaf SET pos = pos + 1`,
  `DELETE FROM audit_leaf`,
  `UPDATE audit_checkpoint SET note = 'x'`,
  `DELETE FROM audit_checkpoint`,
  `UPDATE audit_prune SET upto = 1000000`,
  `DELETE FROM audit_prune`,
];

const copyOf = (columns: string) => `SELECT ${columns} FROM audit_event WHERE id = '{event}'`;

const attempts = {
  postgres: [
    ...everywhere,
    'TRUNCATE audit_event',
    'TRUNCATE audit_event, audit_leaf, audit_checkpoint, audit_pending CASCADE',
    'TRUNCATE audit_leaf',
    'TRUNCATE audit_checkpoint',
    'TRUNCATE audit_prune',
    `INSERT INTO audit_event ${copyOf('*')} ON CONFLICT (id) DO UPDATE SET outcome = 'success'`,
    `INSERT INTO audit_event ${copyOf('*')} ON CONFLICT (writer_id, writer_seq) DO UPDATE SET body = 'x'`,
    `INSERT INTO audit_leaf SELECT * FROM audit_leaf ON CONFLICT (stream, pos) DO UPDATE SET leaf_hash = {hash}`,
    `MERGE INTO audit_event e USING audit_leaf l ON l.event_id = e.id WHEN MATCHED THEN DELETE`,
    `WITH gone AS (DELETE FROM audit_event RETURNING id) SELECT count(*) FROM gone`,
    `SET session_replication_role = replica; UPDATE audit_event SET outcome = 'success'`,
    `SET session_replication_role = replica; DELETE FROM audit_leaf`,
    `SET session_replication_role = replica; TRUNCATE audit_event CASCADE`,
    `CREATE VIEW mine AS SELECT * FROM audit_event; UPDATE mine SET outcome = 'success'`,
  ],
  mariadb: [
    ...everywhere,
    `REPLACE INTO audit_event ${copyOf('*')}`,
    `REPLACE INTO audit_leaf SELECT * FROM audit_leaf`,
    `INSERT INTO audit_event ${copyOf('*')} ON DUPLICATE KEY UPDATE outcome = 'success'`,
    `INSERT INTO audit_checkpoint SELECT * FROM audit_checkpoint LIMIT 1 ON DUPLICATE KEY UPDATE note = 'x'`,
    `UPDATE IGNORE audit_event SET outcome = 'success'`,
    `DELETE IGNORE FROM audit_event`,
    `DELETE e FROM audit_event e JOIN audit_leaf l ON l.event_id = e.id`,
    `UPDATE audit_event e JOIN audit_leaf l ON l.event_id = e.id SET e.outcome = 'success'`,
  ],
  sqlite: [
    ...everywhere,
    `INSERT OR REPLACE INTO audit_event ${copyOf('*')}`,
    `REPLACE INTO audit_leaf SELECT * FROM audit_leaf`,
    `REPLACE INTO audit_checkpoint SELECT * FROM audit_checkpoint`,
    `INSERT OR IGNORE INTO audit_event ${copyOf('*')}`,
    `INSERT INTO audit_event ${copyOf('*')} ON CONFLICT (id) DO UPDATE SET outcome = 'success'`,
    `UPDATE OR REPLACE audit_event SET id = '${uuid('1')}'`,
    `UPDATE OR IGNORE audit_event SET outcome = 'success'`,
    // With an id of its own it would take the place of the row with the same number of the same writer.
    `INSERT OR REPLACE INTO audit_event (id, stream, writer_id, writer_seq, op_id, part, phase, occurred_at, action,
      outcome, atomicity, capture, actor_type, body, mac, key_id)
     SELECT '${uuid('2')}', stream, writer_id, writer_seq, op_id, part, phase, occurred_at, action,
      outcome, atomicity, capture, actor_type, body, mac, key_id FROM audit_event WHERE id = '{event}'`,
    `INSERT OR REPLACE INTO audit_leaf SELECT stream, pos + 100, event_id, leaf_hash FROM audit_leaf`,
    `INSERT OR REPLACE INTO audit_event (rowid, id) VALUES (1, '${uuid('3')}')`,
    `PRAGMA writable_schema = 0; PRAGMA recursive_triggers = 0; REPLACE INTO audit_event ${copyOf('*')}`,
  ],
};

describe.each(databaseKinds)('Rows of the audit trail on %s', kind => {
  let log: LogUnderTest;
  let runner: QueryRunner;
  let event: string;

  beforeAll(async () => {
    log = await LogUnderTest.create(kind);
    const events = await log.writer().write(3);
    event = events[0]!.entry.id;
    await log.seal();
    await log.sql.run('INSERT INTO audit_prune (stream, upto, frontier, reason) VALUES (?, ?, ?, ?)', [
      'another',
      1,
      Buffer.alloc(32),
      'retention',
    ]);
  });

  beforeEach(() => {
    runner = log.database.dataSource.createQueryRunner();
  });

  afterEach(() => runner.release());

  afterAll(() => log.database.drop());

  const contents = async (database: FreshDatabase) =>
    Promise.all(
      ['audit_event', 'audit_leaf', 'audit_checkpoint', 'audit_prune'].map(table =>
        database.dataSource.query<unknown[]>(`SELECT * FROM ${table} ORDER BY 1, 2`),
      ),
    );

  it.each(attempts[kind])('stay as they are: %s', async attempt => {
    const before = await contents(log.database);
    const hash = kind === 'postgres' ? `'\\x${h('ab')}'` : `X'${h('AB')}'`;
    const statements = attempt.replaceAll('{event}', event).replaceAll('{hash}', hash).split(';');
    await runner.query('BEGIN');
    await expect(
      (async () => {
        for (const statement of statements) await runner.query(statement);
      })(),
    ).rejects.toThrow(/append-only|rowid/);
    await runner.query('ROLLBACK');
    expect(await contents(log.database)).toEqual(before);
  });

  it('may go below a cut that a prune record covers, and only there', async () => {
    await runner.query('BEGIN');
    await runner.query(
      `INSERT INTO audit_prune (stream, upto, frontier, reason) VALUES ('main', 2, ${
        kind === 'postgres' ? `'\\x00'` : `X'00'`
      }, 'retention')`,
    );
    const below = 'id IN (SELECT event_id FROM audit_leaf WHERE pos < 2)';
    await runner.query(`DELETE FROM audit_event WHERE ${below}`);
    await runner.query(`DELETE FROM audit_leaf WHERE pos < 2`);
    expect(await countOf(runner, 'audit_event')).toBe(1);
    expect(await countOf(runner, 'audit_leaf')).toBe(1);
    await expect(runner.query('DELETE FROM audit_event')).rejects.toThrow(/append-only/);
    await runner.query('ROLLBACK');
  });
});

async function countOf(runner: QueryRunner, table: string): Promise<number> {
  const [row]: { n: string | number }[] = await runner.query(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(row!.n);
}
