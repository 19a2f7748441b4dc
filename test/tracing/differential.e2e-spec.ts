import fc from 'fast-check';
import { Traced } from 'nestjs-observability';
import { EventEmitter } from 'node:events';
import { from, isObservable, lastValueFrom, Subject, throwError, toArray } from 'rxjs';
import { observedProcess } from '../support/observed-process.js';
import { ChildApp } from '../support/child-app.js';
import { collected } from '../support/collected.js';
import { adapters, type RunningTestApp } from '../support/test-app.js';
import { join } from 'node:path';

/** The same methods twice: what a caller can tell apart is a defect. */
class Undecorated {
  sync(value: unknown) {
    return value;
  }
  throws(value: unknown) {
    throw value;
  }
  async resolves(value: unknown) {
    return value;
  }
  rejects(value: unknown) {
    return Promise.reject(value);
  }
  stream(values: unknown[]) {
    return from(values);
  }
  failingStream(value: unknown) {
    return throwError(() => value);
  }
  *iterates(values: unknown[]) {
    yield* values;
    return this;
  }
  async *iteratesSlowly(values: unknown[]) {
    yield* values;
  }
  arguments_(..._args: unknown[]) {
    // eslint-disable-next-line prefer-rest-params
    return [...arguments];
  }
  self() {
    return this;
  }
}

class Decorated extends Undecorated {}
for (const key of Object.getOwnPropertyNames(Undecorated.prototype)) {
  if (key === 'constructor') continue;
  const descriptor = { ...Object.getOwnPropertyDescriptor(Undecorated.prototype, key)! };
  (Traced() as MethodDecorator)(Decorated.prototype, key, descriptor);
  Object.defineProperty(Decorated.prototype, key, descriptor);
}

/** How a call ended; the value is compared by identity. */
type Ending = readonly ['value' | 'error', unknown];

async function endingOf(call: () => unknown): Promise<Ending> {
  try {
    return ['value', await call()];
  } catch (error) {
    return ['error', error];
  }
}

const sameEnding = (a: Ending, b: Ending) => a[0] === b[0] && Object.is(a[1], b[1]);

const anything = fc.anything({ withDate: true, withMap: true, withSet: true, withNullPrototype: true });

describe.each(adapters)('on %s, with @Traced() and without, a method', adapter => {
  let running: RunningTestApp;
  const plain = new Undecorated();
  const traced = new Decorated();
  beforeAll(async () => void (running = await observedProcess(adapter)));
  afterEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  it('returns the very same value', async () => {
    fc.assert(
      fc.property(anything, value => Object.is(plain.sync(value), traced.sync(value))),
      { numRuns: 200 },
    );
    expect(running.telemetry.spans().length).toBeGreaterThanOrEqual(200);
  });

  it.each(['throws', 'resolves', 'rejects'] as const)('%s the very same value', async method => {
    const property = fc.asyncProperty(anything, async value => {
      // A thenable would be awaited by the async method itself, once for each of the two calls.
      fc.pre(typeof (value as { then?: unknown } | null | undefined)?.then !== 'function');
      return sameEnding(
        await endingOf(() => plain[method](value)),
        await endingOf(() => traced[method](value)),
      );
    });
    await fc.assert(property, { numRuns: 100 });
    expect(running.telemetry.openSpans()).toEqual([]);
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['a string', 'text'],
    ['zero', 0],
    ['NaN', Number.NaN],
    ['a symbol', Symbol('s')],
    ['a bigint', 10n],
    ['an error', new Error('e')],
    ['an error with a hostile getter', hostileError()],
    ['a proxy that always throws', hostileProxy()],
    ['a function', () => 1],
  ])('passes %s through, returned, thrown, resolved, rejected and streamed', async (_name, value) => {
    expect(traced.sync(value)).toBe(value);
    expect(thrownBy(() => traced.throws(value))).toBe(value);
    expect((await rejectionOf(traced.rejects(value))).reason).toBe(value);
    expect((await rejectionOf(lastValueFrom(traced.failingStream(value)))).reason).toBe(value);
    expect(running.telemetry.openSpans()).toEqual([]);
  });

  it('streams and iterates over the very same values', async () => {
    const values = [1, null, undefined, {}, 'x', new Error('item')];
    const streamed = await lastValueFrom(traced.stream(values).pipe(toArray()));
    const iterated = [...traced.iterates(values)];
    const iteratedSlowly = await collected(traced.iteratesSlowly(values));
    for (const received of [streamed, iterated, iteratedSlowly]) {
      expect(received).toHaveLength(values.length);
      received.forEach((value, index) => expect(value).toBe(values[index]));
    }
    expect(isObservable(traced.stream([]))).toBe(true);
  });

  it('gets the same arguments and the same this', () => {
    const args = [undefined, null, 1, {}];
    expect(traced.arguments_(...args)).toEqual(plain.arguments_(...args));
    expect(traced.arguments_()).toEqual([]);
    expect(traced.self()).toBe(traced);
    const other = {};
    expect(traced.self.call(other as Decorated)).toBe(other);
    expect(traced.self.call(undefined as never)).toBeUndefined();
  });

  it.each([
    ['a Subject', new Subject()],
    ['an event emitter', new EventEmitter()],
    ['a promise of a subclass', Object.assign(Promise.resolve(1), { pid: 7 })],
    ['a readable stream', new ReadableStream()],
    ['an array', [1, 2]],
    ['a map iterator', new Map([[1, 2]]).entries()],
  ])('gives %s itself, not a copy', (_name, value) => {
    expect(traced.sync(value)).toBe(value);
  });

  it('makes no handled rejection unhandled, and hides no unhandled one', async () => {
    const child = new ChildApp(join(__dirname, 'fixtures', 'forgotten-rejection.mjs'));
    await child.waitForExit();
    expect(child.stdout).toEqual(['unhandled: forgotten', 'spans: Jobs.rejects, Jobs.rejects']);
  });
});

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (thrown) {
    return thrown;
  }
  return new Error('nothing was thrown');
}

/** Boxed, because a promise would look for a `then` in the reason. */
const rejectionOf = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ reason: 'none, it was resolved' }),
    (reason: unknown) => ({ reason }),
  );

function hostileError(): Error {
  return Object.defineProperties(new Error('x'), {
    message: {
      get: () => {
        throw new Error('do not read me');
      },
    },
    stack: {
      get: () => {
        throw new Error('do not read me');
      },
    },
  });
}

function hostileProxy(): object {
  const trap = () => {
    throw new Error('do not touch me');
  };
  return new Proxy(
    {},
    { get: trap, has: trap, getPrototypeOf: trap, ownKeys: trap, getOwnPropertyDescriptor: trap },
  );
}
