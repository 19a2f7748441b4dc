import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Customer, Item, Parcel, Parcels, Place } from '../support/audit/parcels.js';

describe.each(auditDatabases)('on %s', kind => {
  let database: AuditedDatabase;
  let parcels: Parcels;
  const locked = kind === 'sqlite' ? 'loader' : 'locked';

  beforeAll(async () => {
    database = await auditedDatabase(kind, { entities: [Customer, Parcel, Item, Place] });
    parcels = new Parcels(database.dataSource);
  });
  afterAll(() => database.close());
  beforeEach(() => database.clear());

  const parcel = async (fields: Partial<Parcel> = {}) => {
    const made = await database.dataSource.manager.save(
      database.dataSource.manager.create(Parcel, { to: { city: 'Basel', street: 'Rhein' }, ...fields }),
    );
    return made.id;
  };
  const only = async () => {
    const records = await database.records();
    expect(records).toHaveLength(1);
    return records[0]!;
  };

  describe('what differs far inside of a value', () => {
    const note = (end: string) => `${'x'.repeat(12_000)}${end}`;
    const bins = (last: number) => ({
      bins: Array.from({ length: 300 }, (_, at) => (at === 299 ? last : at)),
    });
    const keys = (last: number) =>
      Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`k${at}`, at === 299 ? last : at]));
    const deep = (last: number) => ({ a: { b: { c: { d: { e: { f: { g: { h: last } } } } } } } });

    it.each([
      ['at the end of a long text', note('before'), note('after')],
      ['in a late item of a list', bins(1), bins(2)],
      ['under a late key', keys(1), keys(2)],
      ['ten levels down', deep(1), deep(2)],
    ])('is told: %s', async (_where, labels, changed) => {
      const id = await parcel({ labels: labels as never });
      await parcels.change(id, { labels: changed as never });
      const { changes } = await only();
      expect(changes?.map(({ path }) => path)).toContain('/labels');
      const [change] = changes!;
      expect(JSON.stringify(change!.before)).not.toBe(JSON.stringify(change!.after));
    });
  });

  describe('what TypeORM saves without being asked for an image', () => {
    it('is told field by field when it appears, and names the target', async () => {
      const made = await parcels.create({ status: 'new', to: { city: 'Basel', street: 'Rhein' } });
      const record = await only();
      expect(record).toMatchObject({
        capture: 'orm-unlocked',
        targets: [{ type: 'Parcel', id: String(made.id) }],
      });
      expect(record.changes).toEqual(
        expect.arrayContaining([
          { path: '/id', after: made.id },
          { path: '/status', after: 'new' },
          { path: '/to/city', after: 'Basel' },
        ]),
      );
    });

    it('is told with both sides when it changes, references included', async () => {
      const id = await parcel();
      await database.dataSource.manager.insert(Customer, { id: 'c1', name: 'Ann' });
      await parcels.change(id, {
        status: 'sent',
        labels: { fragile: true },
        customer: { id: 'c1' } as Customer,
      });
      expect((await only()).changes).toEqual(
        expect.arrayContaining([
          { path: '/status', before: 'new', after: 'sent' },
          { path: '/labels', before: null, after: { fragile: true } },
          { path: '/customer/id', before: null, after: 'c1' },
        ]),
      );
    });

    it('is told with its last state when it disappears', async () => {
      const id = await parcel();
      await parcels.remove(id);
      expect(await only()).toMatchObject({
        crud: 'd',
        targets: [{ type: 'Parcel', id: String(id) }],
        changes: expect.arrayContaining([{ path: '/status', before: 'new' }]) as unknown,
      });
    });

    it('is told when it is only marked as deleted', async () => {
      const id = await parcel();
      await parcels.hide(id);
      expect((await only()).changes).toEqual([
        { path: '/removedAt', before: null, after: expect.stringMatching(/^20\d\d-/) as unknown },
      ]);
    });

    it('of several entities stands below their type and id, except for the first target', async () => {
      await parcels.create({ status: 'new', items: [{ id: 'i1', count: 2 } as Item] });
      const record = await only();
      expect(record.targets).toHaveLength(2);
      expect(record.changes).toEqual(expect.arrayContaining([{ path: '/Item/i1/count', after: 2 }]));
    });
  });

  it('writes without entities are told by kind, table and number of rows', async () => {
    await parcel({ items: [{ id: 'i1', count: 2 } as Item] });
    await parcel();
    await parcels.sendAll();
    expect(await only()).toMatchObject({
      capture: 'none',
      details: {
        statements: [
          { kind: 'update', table: 'parcels', rows: 2 },
          { kind: 'delete', table: 'items', rows: 1 },
        ],
      },
    });
  });

  describe('a loader', () => {
    it('takes the state under a lock, where the database has one, before and after', async () => {
      const id = await parcel();
      await parcels.locked(id);
      expect(await only()).toMatchObject({
        atomicity: 'tx',
        capture: locked,
        changes: [{ path: '/status', before: 'new', after: 'sent' }],
      });
    });

    it('runs in the transaction of the caller, before the first statement of the method', async () => {
      const id = await parcel();
      await database.dataSource.transaction(async manager => {
        await manager.update(Parcel, { id }, { status: 'packed' });
        await parcels.join(id, 'sent', manager);
        await manager.update(Parcel, { id }, { status: 'lost' });
      });
      expect(await only()).toMatchObject({
        capture: locked,
        changes: [{ path: '/status', before: 'packed', after: 'sent' }],
      });
    });

    it('reads without a lock outside of transactions, and says so', async () => {
      const id = await parcel();
      await parcels.bare(id);
      expect(await only()).toMatchObject({
        atomicity: 'independent',
        capture: 'loader',
        changes: [{ path: '/status', before: 'new', after: 'sent' }],
      });
    });

    it('finds what the method made, by what TypeORM wrote', async () => {
      await parcels.made();
      expect(await only()).toMatchObject({
        capture: 'loader',
        changes: expect.arrayContaining([{ path: '/status', after: 'made' }]) as unknown,
      });
    });

    it('reads relations beside the lock', async () => {
      const id = await parcel({ items: [{ id: 'i1', count: 2 } as Item] });
      await parcels.withItems(id);
      expect((await only()).changes).toEqual([{ path: '/items/0/count', before: 2, after: 7 }]);
    });

    it('takes conditions where the key has several columns', async () => {
      await database.dataSource.manager.insert(Place, { row: 1, shelf: 2, free: 3 });
      await parcels.fill(1, 2);
      expect((await only()).changes).toEqual([{ path: '/free', before: 3, after: 9 }]);
    });

    it('that fails makes the call fail, because there would be no evidence', async () => {
      await parcel();
      await expect(parcels.failingLoader()).rejects.toThrow('the loader is wrong');
      expect(await database.told()).toEqual(['parcel.failing-loader failure after_rollback']);
      expect(await database.dataSource.manager.countBy(Parcel, { status: 'sent' })).toBe(0);
    });

    it('that fails is counted where the call must go on', async () => {
      await parcels.tolerant(await parcel());
      expect(await only()).toMatchObject({ outcome: 'success', capture: 'orm-unlocked' });
      expect(database.faults.counts().get('Parcels.tolerant: audit loader')).toBeGreaterThan(0);
    });
  });

  it('only the named fields are told', async () => {
    await parcels.only(await parcel());
    expect((await only()).changes).toEqual([{ path: '/to/city', before: 'Basel', after: 'Bern' }]);
  });

  it('personal data is named with its subject, for whoever encrypts it', async () => {
    await parcels.private(await parcel(), '42');
    expect((await only()).pii).toEqual({ subject: 'Customer:42', paths: ['/to/city', '/to/street'] });
  });

  it('callbacks that throw cost the record its field and nothing else', async () => {
    await expect(parcels.faulty()).resolves.toBe('done all the same');
    const record = await only();
    expect(record).toMatchObject({ outcome: 'success', targets: [] });
    expect(record).not.toHaveProperty('reason');
    expect(record).not.toHaveProperty('details');
    expect([...database.faults.counts().keys()].filter(site => site.includes('faulty'))).toEqual([
      'Parcels.faulty: target callback',
      'Parcels.faulty: reason callback',
      'Parcels.faulty: details callback',
    ]);
  });

  it('hostile values run none of their code, abort nothing and hide nothing', async () => {
    const thing: Record<string, unknown> = {
      id: '\u0000\ud800',
      big: 10n,
      not: Number.NaN,
      text: 'a\u0000b',
    };
    thing['self'] = thing;
    Object.defineProperty(thing, 'trap', {
      enumerable: true,
      get: () => {
        throw new Error('a getter ran');
      },
    });
    thing['proxy'] = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('a trap ran');
        },
      },
    );
    thing['toJSON'] = () => {
      throw new Error('toJSON ran');
    };
    await parcels.hostile(thing);
    expect(await only()).toMatchObject({
      outcome: 'success',
      atomicity: 'tx',
      targets: [{ type: 'Thing', id: '\u0000\ud800' }],
      details: { thing: { self: '[Circular]', trap: '[Getter]', proxy: '[Proxy]', big: '10', not: 'NaN' } },
    });
  });
});
