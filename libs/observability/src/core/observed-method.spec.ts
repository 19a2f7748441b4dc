import fc from 'fast-check';
import { connectable, groupBy, lastValueFrom, type Observable, of, Subject, throwError } from 'rxjs';
import { types } from 'node:util';
import { FaultLog } from './fault-log.js';
import 'reflect-metadata';
import type { AnyFunction } from './identity.js';
import { copyMetadata } from './metadata.js';
import type { MethodObservation } from './method-run.js';
import type { Operation } from './operation.js';
import type { OperationRecorder } from './operation-recorder.js';
import { innermostOf, observeMethod, observationOf } from './observed-method.js';
import { activateRuntime, deactivateRuntime, Runtime } from './runtime.js';

/** Keeps what it is told. */
class KeepingRecorder implements OperationRecorder {
  readonly signal = 'span';
  readonly open = new Set<Operation>();
  readonly ended: Operation[] = [];
  isIdle = false;
  observes = () => true;
  idle = () => this.isIdle;
  start(operation: Operation) {
    this.open.add(operation);
  }
  end(operation: Operation) {
    this.open.delete(operation);
    this.ended.push(operation);
  }
  get outcomes() {
    return this.ended.map(({ outcome }) => outcome);
  }
}

const recorder = new KeepingRecorder();
const faults = new FaultLog();
const runtime = new Runtime([recorder], faults, undefined);

beforeAll(() => activateRuntime(runtime));
afterAll(() => deactivateRuntime(runtime));
beforeEach(() => {
  recorder.ended.length = 0;
  recorder.open.clear();
  recorder.isIdle = false;
});

const observed = <T extends AnyFunction>(method: T, more: Partial<MethodObservation> = {}): T =>
  observeMethod(method, {
    definition: {
      type: 'method',
      name: 'Shop.work',
      kind: 'internal',
      metrics: false,
      root: false,
      dimensions: {},
    },
    ...more,
  }) as T;

function groupOf(key: string): Observable<unknown> {
  let group: Observable<unknown> = of();
  of(key)
    .pipe(groupBy(value => value))
    .subscribe(found => void (group = found));
  return group;
}

describe('an observed method', () => {
  it('gives back any value as it is, and ends with it', () => {
    const untouched = observed((value: unknown) => value);
    fc.assert(
      fc.property(fc.anything(), value => {
        recorder.ended.length = 0;
        expect(Object.is(untouched(value), value)).toBe(true);
        expect(recorder.outcomes).toEqual(['success']);
      }),
    );
  });

  it('throws on whatever is thrown, by identity', () => {
    const thrower = observed((value: unknown) => {
      throw value;
    });
    fc.assert(
      fc.property(fc.anything(), value => {
        try {
          thrower(value);
        } catch (thrown) {
          expect(Object.is(thrown, value)).toBe(true);
          return;
        }
        throw new Error('nothing was thrown');
      }),
    );
    expect(new Set(recorder.outcomes)).toEqual(new Set(['failure']));
  });

  it('keeps this and all arguments', () => {
    const owner = {
      factor: 3,
      sum: observed(function (this: { factor: number }, ...values: number[]) {
        return this.factor * values.reduce((a, b) => a + b, 0);
      }),
    };
    expect(owner.sum(1, 2, 3)).toBe(18);
  });

  it('ends with a promise, not before', async () => {
    let resolve: (value: number) => void = () => undefined;
    const answer = observed(() => new Promise<number>(done => (resolve = done)))();
    expect([recorder.open.size, recorder.ended.length]).toEqual([1, 0]);
    resolve(7);
    expect(await answer).toBe(7);
    expect(recorder.outcomes).toEqual(['success']);
  });

  it('rejects by identity, and makes no unhandled rejection of its own', async () => {
    const reasons: unknown[] = [];
    const note = (reason: unknown) => void reasons.push(reason);
    process.on('unhandledRejection', note);
    const reason = null;
    await expect(observed(async () => Promise.reject(reason as never))()).rejects.toBe(reason);
    await new Promise(resolve => setTimeout(resolve, 10));
    process.off('unhandledRejection', note);
    expect(reasons).toEqual([]);
    expect(recorder.outcomes).toEqual(['failure']);
  });

  it('hands a promise with more to it through untouched', async () => {
    const process = Object.assign(Promise.resolve(1), { pid: 7 });
    expect(observed(() => process)()).toBe(process);
    class Cancellable extends Promise<number> {}
    const cancellable = Cancellable.resolve(2);
    expect(observed(() => cancellable)()).toBe(cancellable);
    await cancellable;
    await Promise.resolve();
    expect(recorder.outcomes).toEqual(['success', 'success']);
  });

  it('never calls then of a lazy query builder', () => {
    let runs = 0;
    // eslint-disable-next-line unicorn/no-thenable -- that is what query builders are
    const builder = { then: () => (runs += 1) };
    expect(observed(() => builder)()).toBe(builder);
    expect([runs, ...recorder.outcomes]).toEqual([0, 'success']);
  });

  it.each<[string, () => Observable<unknown>, string]>([
    ['completes', () => of(1, 2), 'success'],
    ['fails', () => throwError(() => new Error('x')), 'failure'],
  ])('ends when its Observable %s', async (_how, make, outcome) => {
    const stream = observed(make)();
    expect(recorder.ended).toHaveLength(0);
    await lastValueFrom(stream).catch(() => undefined);
    expect(recorder.outcomes).toEqual([outcome]);
  });

  it('is aborted by an unsubscribe, and runs anew for each subscription', () => {
    const source = new Subject<number>();
    const stream = observed(() => source.asObservable())();
    stream.subscribe().unsubscribe();
    stream.subscribe();
    source.complete();
    expect(recorder.outcomes).toEqual(['aborted', 'success']);
  });

  it.each<[string, Observable<unknown>]>([
    ['a Subject', new Subject()],
    ['an Observable to connect', connectable(of(1))],
    ['a group of a stream', groupOf('a')],
  ])('leaves %s what it is', (_name, stream) => {
    expect(observed(() => stream)()).toBe(stream);
    expect(recorder.outcomes).toEqual(['success']);
  });

  it('ends with a generator: done, left early, or thrown', () => {
    const count = observed(function* (limit: number) {
      for (let at = 0; at < limit; at += 1) yield at;
      return 'done';
    });
    const untouched = count(3);
    expect(recorder.open.size).toBe(0);
    expect([...untouched]).toEqual([0, 1, 2]);
    for (const at of count(3)) if (at === 1) break;
    const thrown = count(3);
    thrown.next();
    expect(() => thrown.throw(new RangeError('x'))).toThrow(RangeError);
    expect(recorder.outcomes).toEqual(['success', 'aborted', 'failure']);
    expect(recorder.open.size).toBe(0);
  });

  it('ends with an iterator, and with a stand-in for an Observable, that is an object literal', () => {
    let left = 2;
    const countdown = observed(() => ({
      next: () => ({ done: left === 0, value: left-- }),
      [Symbol.iterator]() {
        return this;
      },
    }));
    const iterator = countdown();
    expect(recorder.ended).toEqual([]);
    expect([...iterator]).toEqual([2, 1]);
    expect(recorder.outcomes).toEqual(['success']);

    const source = of(7);
    const foreign = observed(() => ({
      lift: source.lift.bind(source),
      subscribe: source.subscribe.bind(source),
      pipe: source.pipe.bind(source),
    }));
    const stream = foreign() as unknown as Observable<number>;
    expect(recorder.outcomes).toEqual(['success']);
    stream.subscribe();
    expect(recorder.outcomes).toEqual(['success', 'success']);
  });

  it('ends with an async generator', async () => {
    const count = observed(async function* () {
      yield 1;
      yield 2;
    });
    const seen: number[] = [];
    for await (const at of count()) seen.push(at);
    expect(seen).toEqual([1, 2]);
    for await (const _at of count()) break;
    expect(recorder.outcomes).toEqual(['success', 'aborted']);
  });

  it('is the same call with callbacks that throw, which are counted', () => {
    const boom = () => {
      throw new Error('in a callback');
    };
    const method = observed((value: number) => value + 1, { before: boom, after: boom, links: boom });
    expect(method(1)).toBe(2);
    expect(recorder.outcomes).toEqual(['success']);
    expect(Object.fromEntries(faults.counts())).toEqual({
      'Shop.work: links callback': 1,
      'Shop.work: arguments callback': 1,
      'Shop.work: result callback': 1,
    });
  });

  it('runs as if it were not decorated when nobody would record', () => {
    recorder.isIdle = true;
    expect(observed(() => 1)()).toBe(1);
    expect(types.isGeneratorObject(observed(function* () {})())).toBe(true);
    expect(recorder.ended).toEqual([]);
  });

  it('is wrapped once', () => {
    const once = observed(() => 1);
    expect(observed(once)).toBe(once);
    expect(observationOf(once)?.definition.name).toBe('Shop.work');
    expect(observationOf(() => 1)).toBeUndefined();
  });

  it('is looked through, but not the wrapper of a stranger that took over its properties', () => {
    const method = () => 1;
    const wrapped = observed(method);
    const stranger = Object.defineProperties(() => 2, Object.getOwnPropertyDescriptors(wrapped));
    expect(innermostOf(wrapped)).toBe(method);
    expect(innermostOf(stranger)).toBe(stranger);
  });

  it('is known for one below another decorator that keeps metadata', () => {
    const outer = (): number => 1;
    copyMetadata(
      observed(() => 1),
      outer,
    );
    expect(observationOf(outer)?.definition.name).toBe('Shop.work');
    expect(observed(outer)).toBe(outer);
  });
});
