import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { AuditEntry } from 'nestjs-observability/audit';
import { MasterKeyRing } from '../../libs/observability/dist/audit/erasure/master-key-ring.js';
import { isSealedValue } from '../../libs/observability/dist/audit/erasure/sealed-value.js';
import { parseEventBody } from '../../libs/observability/dist/audit/evidence/parse-event-body.js';
import { SubjectKeys } from '../../libs/observability/dist/audit/typeorm/erasure/subject-keys.js';
import type { RunSteps } from '../../libs/observability/dist/audit/typeorm/personal-data.js';
import { runSteps } from '../../libs/observability/dist/audit/typeorm/sql-steps.js';
import { eraseSubject } from '../../libs/observability/dist/audit/typeorm/upkeep/erase-subject.js';
import { databaseKinds } from '../support/audit/fresh-database.js';
import { LogUnderTest } from '../support/audit/log-under-test.js';
import { SinkUnderTest, someEntry, withPool } from '../support/audit/sink-under-test.js';

const canary = 'Ada Lovelace, 12 St James Square';
const actor = { type: 'user', id: 'records-office' } as const;
const oldMaster = { id: 'm1', secret: randomBytes(32).toString('base64') };
const newMaster = { id: 'm2', secret: randomBytes(32).toString('base64') };

describe.each(databaseKinds)('Personal data on %s', kind => {
  let log: LogUnderTest;
  let keys: SubjectKeys;
  let test: SinkUnderTest;

  beforeEach(async () => {
    log = await LogUnderTest.create(kind);
    keys = new SubjectKeys(new MasterKeyRing(oldMaster), log.dialect.name);
    test = await SinkUnderTest.open(log.database.dataSource, { install: false, personalData: keys });
  });

  afterEach(async () => {
    await test.sink.close();
    await test.remove();
    await log.database.drop();
  });

  it('is encrypted where it is stored, and readable with the key of its subject', async () => {
    await test.sink.write([addressChange('c-1'), addressChange('c-2')]);

    const stored = await entries();
    expect(JSON.stringify(stored)).not.toContain('Lovelace');
    expect(stored.every(({ changes }) => isSealedValue(changes![0]!.after))).toBe(true);
    const revealed = await keys.reveal(stored, run);
    expect(revealed.map(({ changes }) => changes![0]!.after)).toEqual([canary, canary]);
    const [row] = await log.sql.rows<{ wrapped_key: Buffer }>('SELECT wrapped_key FROM audit_subject_key');
    expect(row!.wrapped_key.length).toBeGreaterThan(32);
  });

  it('is gone for one subject when it is erased, and everything verifies as before', async () => {
    await test.sink.write([addressChange('c-1'), addressChange('c-2')]);
    await log.seal();
    const wish = { subject: 'c-1', reason: 'right to be forgotten', actor };
    const erased = await eraseSubject({ keys, run, sink: test.sink }, wish);
    const again = await eraseSubject({ keys, run, sink: test.sink }, wish);
    await log.seal();

    const [first, second, record] = await keys.reveal(await entries(), run);
    expect([erased, again]).toEqual([true, false]);
    expect(isSealedValue(first!.changes![0]!.after)).toBe(true);
    expect(second!.changes![0]!.after).toBe(canary);
    expect(record).toMatchObject({
      action: 'audit.erase',
      reason: 'right to be forgotten',
      targets: [{ type: 'AuditSubject', id: 'c-1' }],
    });
    await expect(log.verify({ keys: test.keys })).resolves.toMatchObject({ verdict: 'ok', size: 3 });
  });

  it('of an erased subject stays unreadable in what is written later', async () => {
    await test.sink.write([addressChange('c-1')]);
    await eraseSubject({ keys, run, sink: test.sink }, { subject: 'c-1', reason: 'asked for', actor });
    await test.sink.write([addressChange('c-1')]);

    const last = (await keys.reveal(await entries(), run)).at(-1);
    expect(isSealedValue(last!.changes![0]!.after)).toBe(true);
    await expect(log.count('audit_subject_key')).resolves.toBe(1);
  });

  it('gets its key over the connection of the transaction that it is stored in', async () => {
    const { dataSource } = log.database;
    const small = kind === 'sqlite' ? dataSource : await new DataSource(withPool(dataSource, 1)).initialize();
    const sink = await test.another(small);
    const runner = small.createQueryRunner();
    await runner.startTransaction();
    await sink.writeWithin(runner, [addressChange('c-1')]);
    await runner.rollbackTransaction();
    sink.ended(runner, 'rolled_back');
    await expect(log.count('audit_subject_key')).resolves.toBe(0);

    await runner.startTransaction();
    await sink.writeWithin(runner, [addressChange('c-1'), addressChange('c-2')]);
    await sink.writeWithin(runner, [addressChange('c-1')]);
    await runner.commitTransaction();
    sink.ended(runner, 'committed');
    await runner.release();
    await sink.close();
    if (small !== dataSource) await small.destroy();

    const changes = (await entries()).filter(({ action }) => action === 'customer.move');
    const revealed = await keys.reveal(changes, run);
    expect(revealed.map(({ changes: [change] = [] }) => change!.after)).toEqual([canary, canary, canary]);
  });

  it('has one key for each subject, however many transactions need it first', async () => {
    const subjects = ['c-1', 'c-2', 'c-3'];
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const order = index % 2 === 0 ? subjects : [...subjects].reverse();
        return test.sink.write(order.map(addressChange));
      }),
    );

    await expect(log.count('audit_subject_key')).resolves.toBe(3);
    const revealed = await keys.reveal(await entries(), run);
    expect(revealed).toHaveLength(36);
    expect(revealed.every(({ changes }) => changes![0]!.after === canary)).toBe(true);
  });

  it('keeps its keys when the master key is exchanged', async () => {
    await test.sink.write([addressChange('c-1'), addressChange('c-2'), addressChange('c-3')]);
    await eraseSubject({ keys, run, sink: test.sink }, { subject: 'c-2', reason: 'asked for', actor });
    const both = new SubjectKeys(new MasterKeyRing([newMaster, oldMaster]), log.dialect.name);
    for (let last: string | undefined = ''; last !== undefined;) {
      const after: string = last;
      last = await run(() => both.rewrap(after, 2));
    }

    const onlyNew = new SubjectKeys(new MasterKeyRing(newMaster), log.dialect.name);
    const revealed = await onlyNew.reveal(await entries(), run);
    const values = revealed.slice(0, 3).map(({ changes }) => changes![0]!.after);
    expect(values).toEqual([canary, expect.objectContaining({ $sealed: 'A256GCM' }), canary]);
  });

  it('can be that of a subject whose name no column holds', async () => {
    const subjects = ['x'.repeat(1_000), 'nul\0in', '\ud800'];
    await test.sink.write(subjects.map(addressChange));

    await expect(log.count('audit_subject_key')).resolves.toBe(3);
    const revealed = await keys.reveal(await entries(), run);
    expect(revealed.every(({ changes }) => changes![0]!.after === canary)).toBe(true);
  });

  const run: RunSteps = steps => runSteps(log.sql, steps());

  async function entries(): Promise<AuditEntry[]> {
    const rows = await log.sql.rows<{ body: string }>(
      'SELECT body FROM audit_event ORDER BY writer_id, writer_seq',
    );
    return rows.map(({ body }) => parseEventBody(body).entry);
  }
});

function addressChange(subject: string): AuditEntry {
  return someEntry({
    action: 'customer.move',
    outcome: 'success',
    changes: [{ path: '/address', after: canary }],
    pii: { subject, paths: ['/address'] },
  });
}
