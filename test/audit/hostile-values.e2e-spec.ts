import { Injectable } from '@nestjs/common';
import { Audited } from 'nestjs-observability';
import {
  Column,
  DataSource,
  Entity,
  type EntityManager,
  PrimaryColumn,
  type ValueTransformer,
} from 'typeorm';
import { databaseKinds } from '../support/audit/fresh-database.js';
import { AuditedApp, type StoredEvent } from './support/audited-app.js';

const explode = () => {
  throw new Error('code of a value has run');
};
const explosive = new Proxy(
  {},
  Object.fromEntries(Reflect.ownKeys(Reflect).map(trap => [trap, explode])) as ProxyHandler<object>,
);
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const withGetter = (name: PropertyKey) =>
  Object.defineProperty({}, name, { enumerable: true, get: explode }) as object;
const nested = (depth: number) => {
  let value: unknown = 'bottom';
  for (let level = 0; level < depth; level += 1) value = level % 2 ? [value] : { value };
  return value;
};
const cyclic = () => {
  const value: Record<string, unknown> = { list: [] };
  value['self'] = value;
  (value['list'] as unknown[]).push(value, new Map([[value, value]]), new Set([value]));
  return value;
};

/** What users and libraries put where the audit trail looks. Made anew for each call. */
const hostile: Readonly<Record<string, () => unknown>> = {
  'a text of five megabytes': () => 'x'.repeat(5 << 20),
  'a long text whose characters are cut': () => '😀'.repeat(200_000),
  'NUL characters': () => 'a\u0000b\u0000',
  'lone surrogates': () => '\ud800 \udc00x\ud83d',
  'every control character': () => String.fromCharCode(...Array.from({ length: 0xa0 }, (_, code) => code)),
  'keys that are no text for a database': () => ({
    '\u0000': 1,
    '\ud800': 2,
    '': 3,
    ['k'.repeat(100_000)]: 4,
  }),
  'keys of prototypes': () =>
    JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"toString":3,"hasOwnProperty":4}'),
  'a cycle': cyclic,
  'a getter that throws': () => withGetter('value'),
  'a toJSON that throws': () => ({ toJSON: explode, kept: true }),
  'a toString that throws': () => ({ toString: explode, valueOf: explode, [Symbol.toPrimitive]: explode }),
  'a then that throws': () => withGetter('then'),
  'a proxy that throws': () => explosive,
  'a revoked proxy': revoked,
  'a proxy inside of a list': () => [explosive, { deep: revoked() }],
  'a depth of ten thousand': () => nested(10_000),
  'a hundred thousand keys': () =>
    Object.fromEntries(Array.from({ length: 100_000 }, (_, key) => [`k${key}`, key])),
  'a list of a million holes': () => Array.from({ length: 1_000_000 }),
  'a buffer of four megabytes': () => Buffer.alloc(4 << 20, 0xff),
  'numbers that are none': () => [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    10n ** 400n,
    Number.MAX_SAFE_INTEGER + 2,
  ],
  'a date that is none': () => new Date(Number.NaN),
  'symbols and functions': () => ({ symbol: Symbol('s'), function: () => explode(), class: class Foo {} }),
  'an error with getters': () =>
    Object.defineProperties(new Error('x'), { message: { get: explode }, stack: { get: explode } }),
  'an iterator without end': () => ({
    *[Symbol.iterator]() {
      for (;;) yield 1;
    },
  }),
  'an object without a prototype': () => Object.assign(Object.create(null) as object, { a: 1 }),
  nothing: () => undefined,
};

/** Gives the application hostile objects, and the database a text. */
const disguised: ValueTransformer = { to: () => 'plain', from: (text: unknown) => text };

@Entity('parcels')
class Parcel {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  id!: string;

  @Column({ type: 'varchar', length: 40, nullable: true, transformer: disguised })
  content!: unknown;
}

type Call = [id: string, value: unknown];

@Injectable()
class Parcels {
  constructor(private readonly dataSource: DataSource) {}

  @Audited('parcel.described', {
    target: (id: string) => ({ type: 'Parcel', id }),
    details: (_id: string, value: unknown) => ({ value: value as never, kept: 'yes' }),
    reason: (_id: string, value: unknown) => value as string,
  })
  async described(...[id]: Call): Promise<void> {
    await this.dataSource.transaction(manager => manager.insert(Parcel, { id }));
  }

  @Audited('parcel.loaded', {
    target: (id: string) => ({ type: 'Parcel', id }),
    before: (_loading: unknown, _id: string, value: unknown) => ({ value, kept: 'before' }),
    after: (_loading: unknown, _id: string, value: unknown) => ({ value: [value], kept: 'after' }),
  })
  async loaded(...[id]: Call): Promise<void> {
    await this.dataSource.transaction(manager => manager.insert(Parcel, { id }));
  }

  @Audited('parcel.written')
  async written(id: string, content: unknown): Promise<void> {
    await this.dataSource.transaction(manager => this.write(manager, id, content));
  }

  /** The same without an audit trail. */
  async write(manager: EntityManager, id: string, content: unknown): Promise<void> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(Parcel)
      .values({ id, content: content as never })
      .execute();
  }

  @Audited('parcel.targeted', {
    target: (_id: string, value: unknown) => [{ type: 'Parcel', id: value as string }, value as never],
  })
  async targeted(...[id]: Call): Promise<void> {
    await this.dataSource.transaction(manager => manager.insert(Parcel, { id }));
  }

  @Audited('parcel.failed', { target: (id: string) => ({ type: 'Parcel', id }) })
  async failed(...[id, value]: Call): Promise<void> {
    await this.dataSource.transaction(async manager => {
      await manager.insert(Parcel, { id });
      // oxlint-disable-next-line no-throw-literal -- that is what is tested
      throw value;
    });
  }

  @Audited('parcel.returned', {
    resultTarget: (result: unknown) => ({ type: 'Parcel', id: result as string }),
  })
  async returned(...[id, value]: Call): Promise<readonly unknown[]> {
    await this.dataSource.manager.insert(Parcel, { id });
    return [value];
  }
}

describe.each(databaseKinds)('On %s', kind => {
  let app: AuditedApp;
  let parcels: Parcels;
  let number = 0;

  beforeAll(async () => {
    app = await AuditedApp.start(kind, { entities: [Parcel], providers: [Parcels], pool: 2 });
    parcels = app.get(Parcels);
  });
  afterAll(() => app.stop());

  const stored = async (action: string, after: string): Promise<StoredEvent[]> =>
    (await app.events()).filter(event => event.action === action && event.id > after);
  const newest = async () => (await app.events()).at(-1)?.id ?? '';
  const isThere = (id: string) => app.dataSource.manager.existsBy(Parcel, { id });

  describe.each(Object.entries(hostile))('%s', (_name, make) => {
    let id: string;
    let before: string;

    beforeEach(async () => {
      id = `p-${(number += 1)}`;
      before = await newest();
    });

    it.each(['described', 'loaded', 'targeted', 'returned'] as const)(
      'harms no transaction and hides no action when it is %s',
      async way => {
        await parcels[way](id, make());
        await expect(isThere(id)).resolves.toBe(true);
        const events = await stored(`parcel.${way}`, before);
        expect(events.map(({ outcome }) => outcome)).toEqual(['success']);
        expect(events[0]!.atomicity).toBe(way === 'returned' ? 'independent' : 'tx');
        expect(Buffer.byteLength(events[0]!.body)).toBeLessThanOrEqual(262_144);
        expect(events[0]!.body).not.toContain('code of a value has run');
      },
    );

    it('changes nothing about a column that it is written to', async () => {
      const { manager } = app.dataSource;
      // TypeORM itself refuses some proxies.
      const isTaken = await manager
        .transaction(within => parcels.write(within, `${id}-bare`, make()))
        .then(
          () => true,
          () => false,
        );
      const end = await parcels.written(id, make()).then(
        () => 'success tx',
        () => 'failure after_rollback',
      );
      expect(end).toBe(isTaken ? 'success tx' : 'failure after_rollback');
      await expect(isThere(id)).resolves.toBe(isTaken);
      const events = await stored('parcel.written', before);
      expect(events.map(({ outcome, atomicity }) => `${outcome} ${atomicity}`)).toEqual([end]);
    });

    it('reaches the caller as it is when it is thrown, and the failure is told', async () => {
      const value = make();
      const outcome = await parcels.failed(id, value).then(
        () => ({ thrown: 'nothing' as unknown }),
        (thrown: unknown) => ({ thrown }),
      );
      expect(Object.is(outcome.thrown, value)).toBe(true);
      await expect(isThere(id)).resolves.toBe(false);
      const events = await stored('parcel.failed', before);
      expect(events.map(each => `${each.outcome} ${each.atomicity}`)).toEqual(['failure after_rollback']);
      expect(events[0]!.target_id).toBe(id);
    });

    it('is stored when the application records it by hand, as actor, tenant, reason and details', async () => {
      const value = make();
      await app.service.run(
        { actor: { type: 'user', id: value as string, actingFor: value as string }, tenant: value as string },
        () =>
          app.dataSource.transaction(async manager => {
            await manager.insert(Parcel, { id });
            await app.service.record({
              action: 'parcel.noted',
              target: { type: value as string, id: value as string },
              reason: value as string,
              reasonCode: value as string,
              details: { value: value as never },
              changes: [{ path: '/value', before: value as never, after: value as never }],
            });
          }),
      );
      await expect(isThere(id)).resolves.toBe(true);
      expect((await stored('parcel.noted', before)).map(({ outcome }) => outcome)).toEqual(['success']);
    });
  });

  it('everything that was stored is authentic, and nothing waits in a file', async () => {
    const events = await app.events();
    expect(events.length).toBeGreaterThanOrEqual(7 * Object.keys(hostile).length);
    await expect(app.spilled()).resolves.toEqual([]);
    await expect(app.verify()).resolves.toMatchObject({ verdict: 'ok', findings: [] });
    expect({}).not.toHaveProperty('polluted');
  });
});
