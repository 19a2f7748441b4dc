import { ROOT_CONTEXT } from '@opentelemetry/api';
import fc from 'fast-check';
import { pino } from 'pino';
import { Redactor } from '../../redaction/redactor.js';
import { FinishedLine } from './finished-line.js';
import { LineClock } from './line-clock.js';
import { LogOutput, type LogEntry } from './log-output.js';
import { PinoLines } from './pino-lines.js';

const time = ',"time":"2026-01-02T03:04:05.678Z"';
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '"', '\\', '\n\t\u0000', 'é€😀', '\u007f'),
);
const plain = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(undefined));
const fields = fc.dictionary(
  text.filter(key => key !== '__proto__'),
  plain,
);

describe('a finished line', () => {
  it('is what pino makes of the same fields, letter by letter', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('info' as const, 'warn' as const, 'error' as const),
        fields,
        text,
        (level, all, message) => {
          const written: string[] = [];
          const logger = pino(
            {
              base: { service: 'a "shop"' },
              timestamp: () => time,
              formatters: { level: label => ({ level: label }) },
              serializers: { err: (error: unknown) => error },
            },
            { write: line => void written.push(line) },
          );
          logger[level](all, message);
          const line = new FinishedLine(',"service":"a \\"shop\\""').write(level, time, all, message);
          expect(line).toBe(written[0]);
          JSON.parse(line as string);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is left to pino when a field holds an object', () => {
    const line = new FinishedLine('');
    expect(line.write('info', time, { err: { message: 'x' } }, 'm')).toBeUndefined();
    expect(line.write('info', time, { nothing: null }, 'm')).toBeUndefined();
  });
});

describe('the clock of lines', () => {
  afterEach(() => jest.useRealTimers());

  it('tells each moment as it is, also when the clock goes back', () => {
    jest.useFakeTimers();
    const clock = new LineClock();
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: -1_500, max: 1_500 }),
        (moment, step) => {
          for (const at of [moment, Math.max(0, moment + step), moment]) {
            jest.setSystemTime(at);
            expect(clock.now()).toBe(`,"time":"${new Date(at).toISOString()}"`);
          }
        },
      ),
    );
  });
});

describe('the writer of finished lines', () => {
  const setUp = (level: 'info' | 'warn' | 'silent') => {
    const written: string[] = [];
    const entries: LogEntry[] = [];
    const output = new LogOutput({ write: line => void written.push(line) });
    output.listen(entry => void entries.push(entry));
    const lines = new PinoLines({ output, level, service: 'orders', redactor: new Redactor() });
    return { written, entries, lines };
  };

  it.each([
    ['plain fields', { status: 200, route: '/a' }],
    ['an error', { status: 500, err: { type: 'Error', message: 'm', cause: { message: 'c' } } }],
  ])('hands %s to the destination and to listeners', (_what, given) => {
    const { written, entries, lines } = setUp('info');
    lines.write({ level: 'warn', message: 'done', fields: given, context: ROOT_CONTEXT });
    expect(written.map(line => JSON.parse(line) as object)).toEqual([
      { level: 'warn', time: expect.any(String), service: 'orders', ...given, msg: 'done' },
    ]);
    expect(written[0]).toMatch(/^[^\n]+\n$/);
    expect(entries).toEqual([
      { level: 40, message: 'done', fields: expect.objectContaining(given), context: ROOT_CONTEXT },
    ]);
  });

  it.each(['warn', 'silent'] as const)('writes nothing below the level %s', level => {
    const { written, lines } = setUp(level);
    lines.write({ level: 'info', message: 'done', fields: {}, context: ROOT_CONTEXT });
    expect(written).toEqual([]);
  });
});
