import { NotFoundException } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { setTimeout as sleep } from 'node:timers/promises';
import { observedProcess } from '../support/observed-process.js';
import { onlySpan } from '../support/only-span.js';
import { runningApp } from '../support/running-app.js';
import { adapters } from '../support/test-app.js';

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

describe.each(adapters)('on %s, a @Traced() method', adapter => {
  const running = runningApp(() => observedProcess(adapter));

  const only = (name: string) => onlySpan(running.telemetry, name);

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
