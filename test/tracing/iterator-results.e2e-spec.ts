import { trace } from '@opentelemetry/api';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { setTimeout as sleep } from 'node:timers/promises';
import { collected } from '../support/collected.js';
import { observedProcess } from '../support/observed-process.js';
import { onlySpan } from '../support/only-span.js';
import { runningApp } from '../support/running-app.js';
import { adapters } from '../support/test-app.js';

const activeSpanId = () => trace.getActiveSpan()?.spanContext().spanId;

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

  @Traced()
  forwarded() {
    return this.numbers(2);
  }
}

describe.each(adapters)('on %s, a @Traced() method', adapter => {
  const running = runningApp(() => observedProcess(adapter));

  const only = (name: string) => onlySpan(running.telemetry, name);

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
      expect(running.telemetry).toHaveSpan('Iterations.numbers', { parent: 'Iterations.delegating' });
    });
  });

  describe('that gives an iterator of somebody else', () => {
    it.each(['handwritten', 'forwarded'] as const)('lasts as long as the iteration, %s', method => {
      const steps = new Iterations()[method]() as Iterator<number>;
      steps.next();
      expect(running.telemetry.openSpans()).toContain(`Iterations.${method}`);
      while (!steps.next().done);
      only(`Iterations.${method}`);
      expect(running.telemetry).toHaveNoOpenSpans();
    });

    it('gives the same items', () => {
      expect([...new Iterations().handwritten()]).toEqual([2, 1]);
      expect([...new Iterations().forwarded()]).toEqual([0, 1]);
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
});
