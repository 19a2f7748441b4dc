import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import fc from 'fast-check';
import { Redactor } from '../../redaction/redactor.js';
import { LogOutput } from './log-output.js';
import { PinoLines } from './pino-lines.js';

const written: string[] = [];
const output = new LogOutput({ write: line => void written.push(line) });
const { logger } = new PinoLines({ output, level: 'info', service: 'orders', redactor: new Redactor() });
const last = () => JSON.parse(written.at(-1) ?? 'null') as Record<string, unknown>;
beforeEach(() => void (written.length = 0));

const boom = (): never => {
  throw new Error('this code must never run');
};

describe('a log line', () => {
  it('is JSON with time, level, service and message', () => {
    logger.info('hello');
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: 'orders',
      msg: 'hello',
    });
    expect(written).toEqual([expect.stringMatching(/\n$/)]);
  });

  it('below the level is not written, and costs no copy', () => {
    logger.debug(new Proxy({}, { ownKeys: boom }), 'x');
    expect(written).toEqual([]);
  });

  it('keeps objects, format strings and their arguments', () => {
    logger.warn({ order: { id: 7 } }, 'order %s of %d items: %j', 'A', 3, { a: 1 });
    expect(last()).toMatchObject({ level: 'warn', order: { id: 7 }, msg: 'order A of 3 items: {"a":1}' });
    logger.info('%s and %s', 'one', 'two');
    expect(last()['msg']).toBe('one and two');
  });

  it('takes an error first, alone or with words', () => {
    logger.error(new TypeError('declined'));
    expect(last()).toMatchObject({ msg: 'declined', err: { type: 'TypeError', message: 'declined' } });
    logger.error(new TypeError('declined'), 'payment of %s', 'A');
    expect(last()).toMatchObject({ msg: 'payment of A', err: { message: 'declined' } });
    logger.error({ err: new RangeError('far') }, 'x');
    expect(last()).toMatchObject({ err: { type: 'RangeError', message: 'far' } });
  });

  it('carries the ids of the span it was written in, which nothing overwrites', () => {
    const manager = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(manager);
    const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    context.with(trace.setSpanContext(context.active(), span), () =>
      logger.info({ trace_id: 'forged' }, 'x'),
    );
    context.disable();
    expect(last()).toMatchObject({ trace_id: span.traceId, span_id: span.spanId });
    expect(written.at(-1)?.match(/"trace_id"/g)).toHaveLength(1);
  });

  it.each<[string, (canary: string) => void]>([
    ['a message', canary => logger.info(`password=${canary}`)],
    ['a field', canary => logger.info({ password: canary })],
    ['a deep field', canary => logger.info({ a: [{ b: { 'X-Api-Key': canary } }] })],
    ['an argument', canary => logger.info('token=%s', canary)],
    ['an object argument', canary => logger.info('x %j', { secret: canary })],
    ['an error', canary => logger.error(new Error(`Bearer ${canary}`))],
    [
      'the cause of an error',
      canary => logger.error(new Error('x', { cause: new Error(`token=${canary}`) })),
    ],
    ['bindings of a child', canary => logger.child({ token: canary }).info('x')],
    [
      'bindings of a grandchild',
      canary =>
        logger
          .child({ a: 1 })
          .child({ s: { apiKey: canary } })
          .info('x'),
    ],
    [
      'bindings set later',
      canary => {
        const child = logger.child({});
        child.setBindings({ token: canary });
        child.info('x');
      },
    ],
    ['a toJSON', canary => logger.info({ toJSON: () => ({ token: canary }) })],
    ['the prefix of a child', canary => logger.child({}, { msgPrefix: `token=${canary} ` }).info('x')],
  ])('shows no secret in %s', (_where, write) => {
    write('CANARY-77');
    expect(written).toHaveLength(1);
    expect(written[0]).not.toContain('CANARY-77');
  });

  it.each<[string, unknown]>([
    [
      'a throwing getter',
      {
        get x() {
          return boom();
        },
      },
    ],
    ['a throwing toJSON', { toJSON: boom }],
    ['a throwing proxy', new Proxy({}, { get: boom, ownKeys: boom, has: boom, getPrototypeOf: boom })],
    ['an error with a throwing message', Object.defineProperty(new Error(), 'message', { get: boom })],
    ['an error with a throwing stack', Object.defineProperty(new Error(), 'stack', { get: boom })],
    ['a big integer', { value: 12n }],
    ['a list of a million', { list: Array.from({ length: 1_000_000 }, () => 0) }],
    ['an object without prototype', Object.create(null)],
  ])('never throws into the caller for %s', (_name, hostile) => {
    expect(() => {
      logger.info(hostile as object);
      logger.info(hostile as object, 'with words');
      logger.info('an argument: %s %j', hostile as object, hostile as object);
      logger.child({ hostile }).info('bound');
    }).not.toThrow();
    expect(written).toHaveLength(4);
    expect(written.join('').length).toBeLessThan(20_000);
  });

  it('is written for anything at all', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }), anything => {
        written.length = 0;
        logger.info(anything as object);
        logger.error({ anything }, 'x');
        expect(written.map(line => typeof JSON.parse(line))).toEqual(['object', 'object']);
      }),
    );
  });
});
