import { randomUUID } from 'node:crypto';
import {
  allTenants,
  AuditTenantScopeError,
  InvalidAuditQueryError,
  type AuditEntry,
  type AuditPage,
  type AuditQuery,
} from 'nestjs-observability/audit';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { AuditBook, entryId } from './support/audit-book.js';

describe.each(databaseKinds)('The audit trail on %s', kind => {
  let database: FreshDatabase;
  let book: AuditBook;

  beforeAll(async () => {
    database = await freshDatabase(kind);
    book = await AuditBook.create(database.dataSource);
  }, 30_000);

  afterAll(() => database.drop());

  describe('asked for entries', () => {
    const tenant = `t-${randomUUID()}`;
    let written: AuditEntry[];
    const ask = async (query: Partial<AuditQuery>): Promise<number[]> => {
      const { records } = await book.trail.query({ tenant, first: 'oldest', ...query });
      return records.map(({ id }) => written.findIndex(entry => entry.id === id));
    };

    beforeAll(async () => {
      const second = 1_000_000;
      const noon = Date.UTC(2026, 6, 1, 12) * 1000;
      written = await book.write(
        [
          { action: 'order.place', occurredAt: noon },
          {
            action: 'order.cancel',
            occurredAt: noon + second,
            outcome: 'denied',
            actor: { type: 'user', id: 'u-2' },
          },
          { action: 'orders_x', occurredAt: noon + 2 * second, actor: { type: 'system' } },
          { action: 'order', occurredAt: noon + 3 * second, targets: [{ type: 'Order', id: '2' }] },
          { action: 'order.refund', occurredAt: noon + 4 * second, outcome: 'failure', targets: [] },
        ].map(entry => ({ tenant, ...entry }) as Partial<AuditEntry>),
      );
    });

    it.each<[string, Partial<AuditQuery>, number[]]>([
      ['everything, oldest first', {}, [0, 1, 2, 3, 4]],
      ['everything, newest first', { first: 'newest' }, [4, 3, 2, 1, 0]],
      ['an actor', { actor: 'u-2' }, [1]],
      ['a type of actor', { actor: { type: 'system' } }, [2]],
      ['a type of target', { target: { type: 'Order' } }, [0, 1, 2, 3]],
      ['one target', { target: { type: 'Order', id: '2' } }, [3]],
      ['an action', { action: 'order' }, [3]],
      ['actions that begin alike', { action: 'order.*' }, [0, 1, 4]],
      ['an underscore that stands for itself', { action: 'order_*' }, []],
      ['several actions', { action: ['order', 'order.p*'] }, [0, 3]],
      ['an outcome', { outcome: 'denied' }, [1]],
      ['several outcomes', { outcome: ['denied', 'failure'] }, [1, 4]],
      ['a time', { from: '2026-07-01T12:00:01Z', to: new Date(Date.UTC(2026, 6, 1, 12, 0, 3)) }, [1, 2]],
      ['a day', { from: '2026-07-02' }, []],
      ['all at once', { actor: 'u-1', action: 'order.*', outcome: 'failure', from: '2026-07-01' }, [4]],
    ])('finds %s', async (_what, query, expected) => {
      expect(await ask(query)).toEqual(expected);
    });

    it.each<[string, Partial<AuditQuery>]>([
      ['an action with a star inside', { action: 'order.*.x' }],
      ['an empty action', { action: '' }],
      ['an outcome that does not exist', { outcome: 'rejected' as never }],
      ['a time without a zone', { from: '2026-07-01T12:00:00' }],
      ['a time that is none', { to: new Date(Number.NaN) }],
      ['a cursor that is no id', { after: "' OR 1=1" }],
      ['a limit of nothing', { limit: 0 }],
      ['a limit of millions', { limit: 1e6 }],
    ])('refuses %s', async (_what, query) => {
      await expect(ask(query)).rejects.toThrow(InvalidAuditQueryError);
    });

    it('takes hostile values for what they are', async () => {
      const hostile = `%' OR '1'='1' -- \0 \\ "`;
      await expect(ask({ actor: hostile })).resolves.toEqual([]);
      await expect(ask({ target: { type: hostile, id: hostile } })).resolves.toEqual([]);
      await expect(ask({ action: `${hostile}*` })).resolves.toEqual([]);
    });
  });

  describe('asked for the entries of a tenant', () => {
    const tenant = randomUUID();
    const neighbours = [tenant.toUpperCase(), `${tenant} `, `${tenant}\0`, `${tenant}%`, undefined];

    beforeAll(async () => {
      await book.write([
        { tenant },
        ...neighbours.map(other => (other === undefined ? {} : { tenant: other })),
      ]);
    });

    it('gives none of anybody else, however alike the names are', async () => {
      const { records } = await book.trail.query({ tenant });
      const history = await book.trail.history('Order', '1', { tenant });

      expect(records.map(record => record.tenant)).toEqual([tenant]);
      expect(history.records.map(record => record.tenant)).toEqual([tenant]);
    });

    it('gives everybody’s to whoever asks for them by name', async () => {
      const { records } = await book.trail.query({ tenant: allTenants, limit: 1000 });

      expect(records.map(record => record.tenant)).toEqual(
        expect.arrayContaining([tenant, ...neighbours]) as never,
      );
    });

    it.each([undefined, null, '', 7, {}, Symbol('all'), ['a']])(
      'answers nothing to whoever gives %p for a tenant',
      async given => {
        const options = { tenant: given as string };
        const [{ id }] = (await book.write([{}])) as [AuditEntry];
        const questions = [
          () => book.trail.query(options),
          () => book.trail.history('Order', '1', options),
          () => book.trail.at('Order', '1', new Date(), options),
          () => book.trail.operation(id, options),
          () => book.trail.byTrace(randomUUID().replaceAll('-', ''), options),
          () => book.trail.continuity('Order', '1', options),
          () => book.trail.prove(id, options),
        ];
        for (const question of questions) await expect(question()).rejects.toThrow(AuditTenantScopeError);
      },
    );

    it('gives no operation and no proof of another tenant away', async () => {
      const [entry] = (await book.write([{ tenant: 'somebody else' }])) as [AuditEntry];
      await book.seal();

      expect((await book.trail.operation(entry.operationId, { tenant })).records).toEqual([]);
      await expect(book.trail.prove(entry.id, { tenant })).rejects.toThrow(/is not there/);
      await expect(book.trail.prove(entry.id, { tenant: 'somebody else' })).resolves.toMatchObject({
        eventId: entry.id,
      });
    });
  });

  it.each(['newest', 'oldest'] as const)(
    'gives pages, %s first, that nobody’s writing moves',
    async first => {
      const tenant = randomUUID();
      const before = await book.write(Array.from({ length: 25 }, () => ({ tenant })));
      const seen: string[] = [];
      let page: AuditPage | undefined;
      do {
        page = await book.trail.query({ tenant, first, limit: 10, ...(page?.next && { after: page.next }) });
        seen.push(...page.records.map(({ id }) => id));
        if (seen.length < 40) await book.write(Array.from({ length: 3 }, () => ({ tenant })));
      } while (page.next !== undefined);
      const ids = before.map(({ id }) => id);

      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter(id => ids.includes(id))).toEqual(first === 'newest' ? ids.toReversed() : ids);
    },
  );

  it('takes no entry for genuine whose row was changed', async () => {
    const tenant = randomUUID();
    const entries = await book.write([{ tenant }, { tenant }, { tenant }]);
    await book.withoutGuards(async () => {
      await book.tamper(`UPDATE audit_event SET body = REPLACE(body, 'u-1', 'u-2') WHERE id = ?`, [
        entries[0]?.id,
      ]);
      await book.tamper(`UPDATE audit_event SET body = 'gone' WHERE id = ?`, [entries[1]?.id]);
    });

    const page = await book.trail.query({ tenant });

    expect(page.records.map(({ id }) => id)).toEqual([entries[2]?.id]);
    expect(page.damaged).toEqual([entries[1]?.id, entries[0]?.id]);
  });

  it('does not move an entry to another tenant whose column was changed', async () => {
    const tenant = randomUUID();
    const [entry] = await book.write([{ tenant: 'victim' }]);
    await book.withoutGuards(() =>
      book.tamper('UPDATE audit_event SET tenant_id = ? WHERE id = ?', [tenant, entry?.id]),
    );

    expect((await book.trail.query({ tenant })).records).toEqual([]);
  });

  it('tells all parts of an operation, oldest first', async () => {
    const tenant = randomUUID();
    const operationId = entryId(Date.now(), 1);
    await book.write([
      { tenant, operationId, part: 1, phase: 'attempt', atomicity: 'attempt' },
      { tenant, operationId, part: 2 },
      { tenant },
    ]);

    const { records } = await book.trail.operation(operationId.toUpperCase(), { tenant });

    expect(records.map(({ part }) => part)).toEqual([1, 2]);
  });

  it('tells everything that a trace left, wherever it is searched', async () => {
    const tenant = randomUUID();
    const traceId = randomUUID().replaceAll('-', '');
    const written = await book.write([{ tenant, traceId }, { tenant }, { traceId }, { tenant, traceId }]);
    const ids = [written[0]?.id, written[3]?.id];
    const asked = async (around?: Date): Promise<string[]> => {
      const { records } = await book.trail.byTrace(traceId, { tenant, ...(around && { around }) });
      return records.map(({ id }) => id);
    };

    expect(await asked()).toEqual(ids);
    expect(await asked(new Date(Date.now() - 3_000_000))).toEqual(ids);
    expect(await asked(new Date(Date.now() + 3_000_000))).toEqual(ids);
    expect(await asked(new Date(Date.now() - 4_000_000))).toEqual([]);
    expect(await asked(new Date(Date.now() + 4_000_000))).toEqual([]);
    await expect(book.trail.byTrace('1', { tenant })).rejects.toThrow(InvalidAuditQueryError);
  });

  it('records each question, unless the call wants otherwise', async () => {
    const tenant = randomUUID();
    await book.write([{ tenant }]);
    book.reads.length = 0;
    await book.trail.query({ tenant, action: 'order.*', audited: false });
    await book.trail.query({ tenant, action: 'order.*' });
    await book.trail.history('Order', '1', { tenant });

    expect(book.reads).toEqual([
      { action: 'audit.read', stream: 'main', count: 1, filter: { tenant, actions: ['order.*'] } },
      {
        action: 'audit.read',
        stream: 'main',
        count: 1,
        filter: { tenant, target: { type: 'Order', id: '1' } },
      },
    ]);
  });
});
