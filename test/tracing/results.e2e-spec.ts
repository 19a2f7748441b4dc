import { trace } from '@opentelemetry/api';
import { NotFoundException } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { setTimeout as sleep } from 'node:timers/promises';
import { concat, concatMap, defer, from, lastValueFrom, map, NEVER, of, take, throwError, timer } from 'rxjs';
import { observedProcess } from '../support/observed-process.js';
import { collected } from '../support/collected.js';
import type { RunningTestApp } from '../support/test-app.js';

const activeSpanId = () => trace.getActiveSpan()?.spanContext().spanId;

class Streams {
  @Traced()
  slow() {
    return timer(50).pipe(map(() => activeSpanId()));
  }

  @Traced()
  failing(error: unknown) {
    return concat(
      timer(50),
      defer(() => throwError(() => error)),
    );
  }

  @Traced()
  endless() {
    return concat(of('first'), NEVER);
  }

  @Traced()
  work(name: string) {
    return from([name]).pipe(concatMap(value => this.inner(value)));
  }

  @Traced()
  async inner(value: string) {
    return value;
  }

  @Traced({ result: (last: number) => ({ last }) })
  counted() {
    return of(1, 2, 3);
  }
}

class Iterations {
  readonly steps: string[] = [];

  @Traced()
  *numbers(count: number): Generator<number, string, string | undefined> {
    try {
      for (let at = 0; at < count; at += 1) {
        const sent = yield at;
        if (sent !== undefined) this.steps.push(sent);
      }
      return 'done';
    } finally {
      this.steps.push('cleaned up');
    }
  }

  @Traced()
  async *slowly(error?: unknown) {
    for (let at = 0; at < 3; at += 1) {
      await sleep(10);
      yield activeSpanId();
    }
    if (error !== undefined) throw error;
  }

  @Traced()
  *delegating(): Generator<unknown> {
    yield* this.numbers(2);
  }

  @Traced()
  handwritten() {
    let left = 2;
    return {
      [Symbol.iterator]() {
        return this;
      },
      next: () => ({ done: left === 0, value: left-- }),
    };
  }
}

class LazyQuery implements PromiseLike<string> {
  runs = 0;
  filters: string[] = [];

  where(filter: string): this {
    this.filters.push(filter);
    return this;
  }

  // eslint-disable-next-line unicorn/no-thenable -- query builders are just that
  readonly then: PromiseLike<string>['then'] = (resolve, reject) => {
    this.runs += 1;
    return Promise.resolve(this.filters.join(' and ')).then(resolve, reject);
  };
}

class Queries {
  readonly query = new LazyQuery();

  @Traced()
  find(): LazyQuery {
    return this.query;
  }

  @Traced()
  plainPromise(value: unknown) {
    return new Promise(resolve => setTimeout(resolve, 30, value));
  }

  @Traced()
  rejected(error: unknown) {
    return new Promise((_resolve, reject) => setTimeout(reject, 20, error));
  }

  @Traced()
  throwing(error: unknown): never {
    throw error;
  }

  @Traced()
  expected(): never {
    throw new NotFoundException('no order 7');
  }
}

describe('a @Traced() method', () => {
  let running: RunningTestApp;
  beforeAll(async () => void (running = await observedProcess()));
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  const only = (name: string) => {
    const spans = running.telemetry.spans().filter(span => span.name === name);
    expect(spans).toHaveLength(1);
    return spans[0]!;
  };

  describe('that gives an Observable', () => {
    it('lasts until completion and is the active span inside', async () => {
      const inside = await lastValueFrom(new Streams().slow());
      const span = only('Streams.slow');
      expect(span.duration).toBeGreaterThanOrEqual(45);
      expect(inside).toBe(span.spanId);
    });

    it('keeps a late error, and gives it to the subscriber by identity', async () => {
      const error = new RangeError('late');
      await expect(lastValueFrom(new Streams().failing(error))).rejects.toBe(error);
      const span = only('Streams.failing');
      expect(span).toMatchObject({ status: 'error', error: { type: 'RangeError', message: 'late' } });
      expect(span.duration).toBeGreaterThanOrEqual(45);
    });

    it('ends when the subscriber leaves', async () => {
      expect(await lastValueFrom(new Streams().endless().pipe(take(1)))).toBe('first');
      expect(only('Streams.endless').status).toBe('unset');
      expect(running.telemetry).toHaveNoOpenSpans();
    });

    it('has one span for each subscription', async () => {
      const stream = new Streams().slow();
      const [first, second] = await Promise.all([lastValueFrom(stream), lastValueFrom(stream)]);
      expect(first).not.toBe(second);
      expect(running.telemetry).toHaveSpan('Streams.slow', { times: 2 });
    });

    it('is the parent of what its operators call', async () => {
      await lastValueFrom(new Streams().work('x'));
      expect(running.telemetry.tree()).toBe('Streams.work\n  Streams.inner');
    });

    it('shows the last value to the result callback', async () => {
      await lastValueFrom(new Streams().counted());
      expect(only('Streams.counted').attributes).toMatchObject({ last: 3 });
    });

    it('records nothing when nobody subscribes, because nothing was done', async () => {
      new Streams().slow();
      await sleep(60);
      expect(running.telemetry.spans()).toEqual([]);
    });
  });

  describe('that is a generator', () => {
    it('lasts from the first step to the last, and passes values both ways', () => {
      const iterations = new Iterations();
      const numbers = iterations.numbers(2);
      expect(running.telemetry.openSpans()).toEqual([]);
      expect(numbers.next()).toEqual({ done: false, value: 0 });
      expect(running.telemetry.openSpans()).toEqual(['Iterations.numbers']);
      expect(numbers.next('sent')).toEqual({ done: false, value: 1 });
      expect(numbers.next()).toEqual({ done: true, value: 'done' });
      expect(iterations.steps).toEqual(['sent', 'cleaned up']);
      expect(only('Iterations.numbers').status).toBe('unset');
      expect(running.telemetry).toHaveNoOpenSpans();
    });

    it('ends, and cleans up, when the consumer leaves the loop', () => {
      const iterations = new Iterations();
      for (const number of iterations.numbers(10)) if (number === 1) break;
      expect(iterations.steps).toEqual(['cleaned up']);
      only('Iterations.numbers');
      expect(running.telemetry).toHaveNoOpenSpans();
    });

    it('keeps an error that the consumer throws into it', () => {
      const error = new Error('thrown in');
      const numbers = new Iterations().numbers(3);
      numbers.next();
      expect(() => numbers.throw(error)).toThrow(error);
      expect(only('Iterations.numbers')).toMatchObject({ status: 'error', error: { message: 'thrown in' } });
    });

    it('has no span when it is never started', () => {
      new Iterations().numbers(3).return('over');
      expect(running.telemetry.spans()).toEqual([]);
      expect(running.telemetry).toHaveNoOpenSpans();
    });

    it('is still a generator, spreads, delegates and has iterator methods', () => {
      const iterations = new Iterations();
      expect([...iterations.numbers(3)]).toEqual([0, 1, 2]);
      expect([...iterations.delegating()]).toEqual([0, 1]);
      expect(
        iterations
          .numbers(3)
          .map(number => number * 2)
          .toArray(),
      ).toEqual([0, 2, 4]);
      const generator = iterations.numbers(1);
      expect(generator[Symbol.iterator]()).toBe(generator);
      expect([...iterations.handwritten()]).toEqual([2, 1]);
      expect(running.telemetry).toHaveSpan('Iterations.numbers', { parent: 'Iterations.delegating' });
      expect(running.telemetry).toHaveSpan('Iterations.handwritten', { times: 1 });
    });
  });

  describe('that is an async generator', () => {
    it('lasts for the whole iteration and is the active span in each step', async () => {
      const inside = await collected(new Iterations().slowly());
      const span = only('Iterations.slowly');
      expect(span.duration).toBeGreaterThanOrEqual(25);
      expect(new Set(inside)).toEqual(new Set([span.spanId]));
    });

    it('keeps an error at the end', async () => {
      const error = new RangeError('after 30 ms');
      await expect(collected(new Iterations().slowly(error))).rejects.toBe(error);
      expect(only('Iterations.slowly')).toMatchObject({ status: 'error', error: { type: 'RangeError' } });
    });

    it('ends when the consumer leaves the loop', async () => {
      for await (const step of new Iterations().slowly()) if (step) break;
      only('Iterations.slowly');
      expect(running.telemetry).toHaveNoOpenSpans();
    });
  });

  describe('that gives a thenable of its own', () => {
    it('neither runs nor replaces it', async () => {
      const queries = new Queries();
      const query = queries.find();
      expect(query).toBe(queries.query);
      await sleep(5);
      expect(query.runs).toBe(0);
      only('Queries.find');
      expect(await query.where('paid').where('new')).toBe('paid and new');
      expect(query.runs).toBe(1);
    });
  });

  describe('that gives a promise without being an async function', () => {
    it('lasts until the promise settles', async () => {
      const value = {};
      expect(await new Queries().plainPromise(value)).toBe(value);
      expect(only('Queries.plainPromise').duration).toBeGreaterThanOrEqual(25);
    });

    it('keeps the rejection', async () => {
      const error = new TypeError('no');
      await expect(new Queries().rejected(error)).rejects.toBe(error);
      expect(only('Queries.rejected')).toMatchObject({ status: 'error', error: { type: 'TypeError' } });
    });
  });

  describe('that throws', () => {
    it.each([
      ['null', null, { type: 'null', message: 'null' }],
      ['undefined', undefined, { type: 'undefined', message: 'undefined' }],
      ['a string', 'out of stock', { type: 'string', message: 'out of stock' }],
      ['an object', { code: 7 }, { type: 'Object' }],
      ['a frozen error', Object.freeze(new RangeError('frozen')), { type: 'RangeError', message: 'frozen' }],
    ])('%s ends its span and rethrows the very value', (_name, error, expected) => {
      let caught: unknown = 'nothing';
      try {
        new Queries().throwing(error);
      } catch (thrown) {
        caught = thrown;
      }
      expect(caught).toBe(error);
      expect(running.telemetry).toHaveSpan('Queries.throwing', {
        status: 'error',
        error: expected,
        times: 1,
      });
      expect(running.telemetry).toHaveNoOpenSpans();
    });

    it('is no error when it refuses as expected', () => {
      expect(() => new Queries().expected()).toThrow('no order 7');
      expect(only('Queries.expected')).toMatchObject({
        status: 'unset',
        attributes: { 'error.type': 'NotFoundException' },
      });
    });
  });
});
