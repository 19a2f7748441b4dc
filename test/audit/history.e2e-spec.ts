import { randomUUID } from 'node:crypto';
import type { AuditChange, AuditEntry, AuditPage } from 'nestjs-observability/audit';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { AuditBook, entryId } from './support/audit-book.js';

const tenant = 'acme';
const noon = Date.UTC(2026, 6, 1, 12);
const at = (seconds: number): Date => new Date(noon + seconds * 1000);

describe.each(databaseKinds)('The history of an object on %s', kind => {
  let database: FreshDatabase;
  let book: AuditBook;

  beforeAll(async () => {
    database = await freshDatabase(kind);
    book = await AuditBook.create(database.dataSource);
  }, 30_000);

  afterAll(() => database.drop());

  /** Writes entries about a new order, each sealed before the next, and gives its id. */
  async function order(...entries: (Partial<AuditEntry> & { seconds: number })[]): Promise<string> {
    const id = randomUUID();
    for (const { seconds, ...entry } of entries) {
      const occurredAt = (noon + seconds * 1000) * 1000;
      await book.write([{ tenant, targets: [{ type: 'Order', id }], occurredAt, crud: 'u', ...entry }]);
      await book.seal();
    }
    return id;
  }

  it('is in the order of the commits, not in that of the beginnings', async () => {
    const id = randomUUID();
    const about = { tenant, targets: [{ type: 'Order', id }] };
    const [early, late] = [entryId(Date.now(), 1), entryId(Date.now() + 5, 2)];
    await book.write([{ ...about, id: late, action: 'began second, committed first' }]);
    await book.seal();
    await book.write([{ ...about, id: early, action: 'began first, committed second' }]);
    await book.seal();
    await book.write([{ ...about, id: entryId(Date.now() - 1000, 3), action: 'not sealed' }]);

    const { records } = await book.trail.history('Order', id, { tenant });

    expect(records.map(({ action }) => action)).toEqual([
      'began second, committed first',
      'began first, committed second',
      'not sealed',
    ]);
    expect(records[0]?.position).toBeLessThan(records[1]?.position ?? 0);
    expect(records[2]).not.toHaveProperty('position');
  });

  it.each([
    ['all sealed', 25, 0],
    ['some not sealed', 15, 10],
    ['none sealed', 0, 25],
  ])('comes in pages without gap or repetition, %s', async (_what, sealed, unsealed) => {
    const id = randomUUID();
    const entry = { tenant, targets: [{ type: 'Order', id }] };
    const first = await book.write(Array.from({ length: sealed }, () => entry));
    await book.seal();
    const second = await book.write(Array.from({ length: unsealed }, () => entry));
    const seen: string[] = [];
    let page: AuditPage | undefined;
    do {
      page = await book.trail.history('Order', id, {
        tenant,
        limit: 10,
        ...(page?.next && { after: page.next }),
      });
      seen.push(...page.records.map(record => record.id));
    } while (page.next !== undefined);

    expect(seen).toEqual([...first, ...second].map(each => each.id));
    await book.seal();
  });

  describe('folds back into the state', () => {
    let id: string;

    beforeAll(async () => {
      id = await order(
        {
          seconds: 0,
          crud: 'c',
          changes: [set('/status', 'placed'), set('/items', [{ sku: 'a' }, { sku: 'b' }, { sku: 'c' }])],
        },
        { seconds: 10, changes: [change('/status', 'placed', 'paid'), change('/items/0/sku', 'a', 'x')] },
        { seconds: 20, outcome: 'failure', changes: [change('/status', 'paid', 'lost')] },
        { seconds: 30, outcome: 'rolled_back', changes: [change('/status', 'paid', 'lost')] },
        { seconds: 40, outcome: 'unknown', changes: [change('/status', 'paid', 'perhaps')] },
        {
          seconds: 50,
          changes: [
            unset('/items/1', { sku: 'b' }),
            unset('/items/2', { sku: 'c' }),
            change('/note', null, 'gift'),
          ],
        },
        {
          seconds: 60,
          crud: 'd',
          changes: [unset('/status', 'paid'), unset('/items', [{ sku: 'x' }]), unset('/note', 'gift')],
        },
      );
    });

    it.each<[string, number, unknown]>([
      ['before it was made', -1, undefined],
      [
        'when it was made',
        0,
        { status: 'placed', items: [{ sku: 'a' }, { sku: 'b' }, { sku: 'c' }], note: null },
      ],
      [
        'after a change',
        10,
        { status: 'paid', items: [{ sku: 'x' }, { sku: 'b' }, { sku: 'c' }], note: null },
      ],
      [
        'after changes that were not committed',
        45,
        { status: 'paid', items: [{ sku: 'x' }, { sku: 'b' }, { sku: 'c' }], note: null },
      ],
      ['after items were removed', 59, { status: 'paid', items: [{ sku: 'x' }], note: 'gift' }],
      ['after it was deleted', 61, undefined],
    ])('%s', async (_when, seconds, expected) => {
      const { state, exists } = await book.trail.at('Order', id, at(seconds), { tenant });

      expect(state).toEqual(expected);
      expect(exists).toBe(expected !== undefined);
    });

    it('and says which entry brought it there, and of which nobody knows', async () => {
      const { last, uncertain } = await book.trail.at('Order', id, at(45), { tenant });

      expect(last?.occurredAt).toBe(at(10).getTime() * 1000);
      expect(uncertain).toHaveLength(1);
    });

    it('of which nothing is known when there is no entry', async () => {
      await expect(book.trail.at('Order', randomUUID(), at(0), { tenant })).resolves.toEqual({
        exists: undefined,
        state: {},
        uncertain: [],
      });
    });

    it('from what later entries found, where the order is older than the audit trail', async () => {
      const old = await order({
        seconds: 100,
        changes: [change('/status', 'paid', 'sent'), change('/address/city', 'Ulm', 'Bonn')],
      });

      await expect(book.trail.at('Order', old, at(0), { tenant })).resolves.toMatchObject({
        exists: true,
        state: { status: 'paid', address: { city: 'Ulm' } },
      });
    });

    it('however its fields are called', async () => {
      const odd = await order({
        seconds: 0,
        changes: [set('/__proto__', 1), set('/a~1b/~0', 2), set('/', 3)],
      });

      const { state } = await book.trail.at('Order', odd, at(0), { tenant });

      expect(JSON.stringify(state)).toBe('{"__proto__":1,"a/b":{"~":2},"":3}');
    });
  });

  describe('is checked for continuity', () => {
    it('and is whole when each change begins where the one before it ended', async () => {
      const id = await order(
        { seconds: 0, crud: 'c', changes: [set('/total', 1), set('/address', { city: 'Ulm', zip: '1' })] },
        { seconds: 1, changes: [change('/total', 1, 2), change('/address/city', 'Ulm', 'Bonn')] },
        { seconds: 2, outcome: 'failure', changes: [change('/total', 7, 8)] },
        {
          seconds: 3,
          changes: [change('/address', { zip: '1', city: 'Bonn' }, null), change('/total', 2, 3)],
        },
      );

      await expect(book.trail.continuity('Order', id, { tenant })).resolves.toEqual({
        changes: 6,
        breaks: [],
      });
    });

    it('and a write that left no entry shows', async () => {
      const id = await order(
        { seconds: 0, crud: 'c', changes: [set('/total', 1), set('/note', 'a')] },
        { seconds: 1, changes: [change('/total', 5, 6)] },
        { seconds: 2, changes: [unset('/total', 6)] },
        { seconds: 3, changes: [change('/total', 7, 8)], capture: 'orm-unlocked' },
      );
      const { records } = await book.trail.history('Order', id, { tenant });

      await expect(book.trail.continuity('Order', id, { tenant })).resolves.toEqual({
        changes: 5,
        breaks: [
          {
            path: '/total',
            expected: { value: 1 },
            found: { value: 5 },
            earlier: records[0]?.id,
            later: records[1]?.id,
            capture: 'locked',
          },
          {
            path: '/total',
            expected: {},
            found: { value: 7 },
            earlier: records[2]?.id,
            later: records[3]?.id,
            capture: 'orm-unlocked',
          },
        ],
      });
    });
  });
});

function change(path: string, before: AuditChange['before'], after: AuditChange['after']): AuditChange {
  return { path, before, after } as AuditChange;
}

function set(path: string, after: AuditChange['after']): AuditChange {
  return { path, after } as AuditChange;
}

function unset(path: string, before: AuditChange['before']): AuditChange {
  return { path, before } as AuditChange;
}
