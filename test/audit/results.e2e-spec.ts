import { Audited } from 'nestjs-observability';
import {
  firstValueFrom,
  from,
  lastValueFrom,
  Observable,
  of,
  range,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { rememberedAudit, type RememberedAudit } from '../support/audit/remembered-audit.js';
import { Derived, error, Handle, Lazy, Overriding, Results, value } from '../support/audit/results.js';

describe('an audited method', () => {
  const results = new Results();
  let audit: RememberedAudit;

  beforeAll(() => {
    audit = rememberedAudit();
  });
  afterAll(() => audit.end());
  beforeEach(async () => {
    await audit.audit.settled();
    audit.clear();
  });

  it('gives its value by identity, and is recorded when nobody waits any more', async () => {
    expect(results.sync()).toBe(value);
    expect(await audit.told()).toEqual(['sync success']);
  });

  it('gives what it promises by identity, with its record stored before', async () => {
    await expect(results.async()).resolves.toBe(value);
    expect(audit.entries).toHaveLength(1);
  });

  it.each([error, null, undefined, 'text', 7])(
    'throws %p by identity, with its record stored before',
    async thrown => {
      const caught = await results.asyncThrow(thrown).catch((reason: unknown) => ({ reason }));
      expect(caught).toEqual({ reason: thrown ?? (thrown === undefined ? error : thrown) });
      expect(audit.entries).toMatchObject([{ action: 'async.throw', outcome: 'failure' }]);
    },
  );

  it('throws at once what it throws at once', async () => {
    let caught: unknown;
    try {
      results.syncThrow();
    } catch (thrown) {
      caught = thrown;
    }
    expect(caught).toBe(error);
    expect(await audit.told()).toEqual(['sync.throw failure']);
  });

  it('may be static', async () => {
    expect(Results.make(value)).toBe(value);
    expect(Results.made).toEqual([value]);
    expect(await audit.told()).toEqual(['static success']);
  });

  it('is inherited, and overridden like any other', async () => {
    await expect(new Derived().work()).resolves.toBe('derived');
    await expect(new Overriding().work()).resolves.toBe('base!');
    expect(await audit.told()).toEqual(['base.work success', 'base.work success']);
  });

  it('never runs a thenable that is no promise', async () => {
    const lazy = new Lazy();
    expect(results.lazy(lazy)).toBe(lazy);
    expect(lazy.ran).toBe(0);
    expect(await audit.told()).toEqual(['lazy success']);
  });

  it('hands on a promise that is more than a promise', async () => {
    const handle = new Handle(resolve => resolve('done'));
    expect(results.handle(handle)).toBe(handle);
    expect(handle.kill()).toBe('killed');
    await handle;
    await new Promise(setImmediate);
    expect(await audit.told()).toEqual(['handle success']);
  });

  describe('that gives an Observable', () => {
    it('is recorded before its consumer hears of the end', async () => {
      const values = await lastValueFrom(results.stream(of(1, 2, 3)).pipe(toArray()));
      expect(values).toEqual([1, 2, 3]);
      expect(audit.entries).toMatchObject([{ action: 'stream', outcome: 'success' }]);
    });

    it('hands on an error by identity', async () => {
      await expect(lastValueFrom(results.stream(throwError(() => error)))).rejects.toBe(error);
      expect(audit.entries).toMatchObject([{ outcome: 'failure' }]);
    });

    it('is recorded once for each subscription', async () => {
      const stream = results.stream(of(1));
      await lastValueFrom(stream);
      await lastValueFrom(stream);
      expect(await audit.told()).toEqual(['stream success', 'stream success']);
    });

    it('that is left early was done as far as it was delivered', async () => {
      await firstValueFrom(results.stream(range(1, 3)));
      expect(await audit.told()).toEqual(['stream success']);
      expect(audit.entries).toMatchObject([{ details: { leftEarly: true } }]);
    });

    it('that never delivered anything is unknown', async () => {
      results
        .stream(new Observable(() => undefined))
        .subscribe()
        .unsubscribe();
      expect(await audit.told()).toEqual(['stream unknown']);
    });

    it('stops its source when the consumer has enough, also one that never ends', async () => {
      const endless = new Observable<number>(subscriber => {
        for (let step = 0; !subscriber.closed; step += 1) subscriber.next(step);
      });
      const values = await lastValueFrom(results.stream(endless).pipe(take(2), toArray()));
      expect(values).toEqual([0, 1]);
    });

    it('is no record as long as nobody subscribes', async () => {
      results.stream(of(1));
      expect(await audit.told()).toEqual([]);
    });

    it('leaves a Subject alone', async () => {
      const subject = new Subject();
      expect(results.subject(subject)).toBe(subject);
      expect(await audit.told()).toEqual(['subject success']);
    });
  });

  describe('that is a generator', () => {
    it('is recorded at its end, with all of its values', async () => {
      const values: number[] = [];
      const generator = results.generate(3);
      expect(await audit.told()).toEqual([]);
      for (const step of generator) values.push(step);
      expect(values).toEqual([1, 2, 3]);
      expect(await audit.told()).toEqual(['generate success']);
    });

    it('waits for its record when it is asynchronous', async () => {
      const values = await lastValueFrom(from(results.generateAsync(3)).pipe(toArray()));
      expect(values).toEqual([1, 2, 3]);
      expect(audit.entries).toMatchObject([{ action: 'generate.async', outcome: 'success' }]);
    });

    it('hands on an error by identity', async () => {
      const iterate = async () => {
        for await (const _ of results.generateAsync(6)) continue;
      };
      await expect(iterate()).rejects.toBe(error);
      expect(audit.entries).toMatchObject([{ outcome: 'failure' }]);
    });

    it('that is left early was done as far as it was delivered', async () => {
      for await (const step of results.generateAsync(3)) if (step === 2) break;
      expect(await audit.told()).toEqual(['generate.async success']);
      expect(audit.entries).toMatchObject([{ details: { leftEarly: true } }]);
    });

    it('is followed where a promise gives it', async () => {
      for await (const _ of await results.generateLater()) continue;
      expect((await audit.told()).sort()).toEqual(['generate.async success', 'generate.later success']);
    });
  });

  it('calls straight through where nothing is audited', async () => {
    audit.end();
    await expect(results.async()).resolves.toBe(value);
    expect(results.generate(1).next()).toEqual({ value: 1, done: false });
    audit = rememberedAudit();
    expect(await audit.told()).toEqual([]);
  });

  it('keeps its name, its arity and its own properties', () => {
    expect(Results.prototype.generate.name).toBe('generate');
    expect(Results.prototype.generate).toHaveLength(1);
  });
});

describe('@Audited', () => {
  const decorate = (action: string) => () => {
    class Subject {
      @Audited(action)
      method(): void {}
    }
    return Subject;
  };

  it.each(['order.cancel', 'a', 'stock-taking.begin', 'v2.order_item.add'])(
    'takes %s for an action',
    action => {
      expect(decorate(action)).not.toThrow();
    },
  );

  it.each(['', 'order 4711', '../x', '7', 'a'.repeat(121), 'order.${id}'])(
    'refuses %p as an action',
    action => {
      expect(decorate(action)).toThrow(/needs the name of an action, such as 'order\.cancel'/);
    },
  );

  it('refuses what is no method', () => {
    expect(() => {
      class Subject {
        @(Audited('a.b') as unknown as PropertyDecorator)
        field = 1;
      }
      return Subject;
    }).toThrow(`@Audited('a.b') decorates Subject.field, which is not a method.`);
  });

  it('refuses a second one on the same method', () => {
    expect(() => {
      class Subject {
        @Audited('a.second')
        @Audited('a.first')
        method(): void {}
      }
      return Subject;
    }).toThrow(/Subject\.method is audited twice, as 'a\.first' and as 'a\.second'/);
  });
});
