import { trace } from '@opentelemetry/api';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { setTimeout as sleep } from 'node:timers/promises';
import { concat, concatMap, defer, from, lastValueFrom, map, NEVER, of, take, throwError, timer } from 'rxjs';
import { observedProcess } from '../support/observed-process.js';
import { onlySpan } from '../support/only-span.js';
import { runningApp } from '../support/running-app.js';
import { adapters } from '../support/test-app.js';

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

describe.each(adapters)('on %s, a @Traced() method', adapter => {
  const running = runningApp(() => observedProcess(adapter));

  const only = (name: string) => onlySpan(running.telemetry, name);

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
});
