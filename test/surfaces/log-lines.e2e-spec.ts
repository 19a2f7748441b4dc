import { Body, Controller, Logger, Module, Post } from '@nestjs/common';
import fc from 'fast-check';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { openDestination } from '../../libs/observability/dist/logging/pino/log-destination.js';

@Controller()
class EchoController {
  readonly logger = new Logger('Echo');

  constructor(@InjectPinoLogger('Echo') readonly pino: PinoLogger) {}

  @Post('echo')
  echo(@Body() body: { text: string }): void {
    this.logger.log(body.text);
    this.logger.warn({ [body.text]: body.text }, 'text %s', body.text);
    this.logger.error(new Error(body.text));
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

/** What ends a line somewhere, moves a cursor, or turns the direction of text. */
// eslint-disable-next-line no-control-regex
const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/;

const texts: [title: string, text: string][] = [
  ['LF', 'one\ntwo'],
  ['CR', 'one\rtwo'],
  ['CRLF and a forged line', 'x\r\n{"level":"fatal","msg":"forged"}'],
  ['ANSI', '\u001b[2J\u001b[31mred'],
  ['a C1 sequence', '\u009b31mred\u0085'],
  ['a title for the terminal', '\u001b]0;owned\u0007'],
  ['U+2028 and U+2029', 'a\u2028b\u2029c'],
  ['direction', 'user\u202egpj.exe\u2066\u2069'],
  ['DEL, NUL and a byte order mark', '\u007f\u0000\ufeff'],
  ['JSON', '","level":"fatal","x":"'],
];

describe.each(adapters)('A log line on %s', adapter => {
  const written: string[] = [];
  let running: RunningTestApp;
  beforeAll(async () => {
    const destination = { write: (line: string) => void written.push(line) };
    running = await testApp(EchoModule).on(adapter).observedWith({ logging: { destination } }).start();
  });
  beforeEach(() => void (written.length = 0));
  afterAll(() => running.stop());

  const expectLines = (count: number) => {
    expect(written).toHaveLength(count);
    for (const line of written) {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(line).not.toMatch(raw);
    }
    return written.map(line => JSON.parse(line) as Record<string, unknown>);
  };

  it.each(texts)('is one physical line, whatever is in it: %s', async (_title, text) => {
    await running.client.post('/echo', { text }, { 'user-agent': 'x' });
    const [said, warned, failed, completed] = expectLines(4);
    expect([said?.['msg'], said?.['level']]).toEqual([text, 'info']);
    expect(warned).toMatchObject({ level: 'warn', msg: `text ${text}` });
    expect(failed).toMatchObject({ level: 'error', err: { message: text } });
    expect(completed).toMatchObject({ level: 'info', status: 201 });
  });

  it('is one for a path that nobody serves', async () => {
    await running.client.get('/%0d%0a%1b[31m%e2%80%a8%7f');
    expect(expectLines(1)[0]).toMatchObject({ status: 404, path: expect.stringMatching(/^\/%0d/) });
  });

  it('says by itself when, who and in which trace, even outside of a request', () => {
    const { pino, logger } = running.app.get(EchoController);
    const forged = {
      level: 'fatal',
      time: '1970-01-01',
      service: 'bank',
      trace_id: 'f'.repeat(32),
      span_id: 'f'.repeat(16),
      request_id: 'somebody-else',
      msg: 'forged',
      'audit.record': { forged: true },
      'audit.note': 'forged',
    };
    logger.log({ ...forged }, 'real');
    pino.info({ ...forged }, 'real');
    pino.logger.child({ ...forged }).info('real');
    for (const [at, line] of expectLines(3).entries()) {
      expect(line).toMatchObject({
        level: 'info',
        time: expect.stringMatching(/^20/),
        msg: 'real',
        trace_id_: forged.trace_id,
      });
      expect(line['service']).not.toBe('bank');
      for (const key of ['trace_id', 'span_id', 'request_id', 'audit.record', 'audit.note'])
        expect(line).not.toHaveProperty([key]);
      for (const key of Object.keys(forged))
        expect(written[at]?.split(`"${key}":`).length).toBeLessThanOrEqual(2);
    }
  });

  it('is parsed as it was meant, whatever keys and texts there are', () => {
    const { logger } = running.app.get(EchoController);
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 6 }), text, (fields, message) => {
        written.length = 0;
        logger.log(fields, message);
        const [line] = expectLines(1);
        expect(line).toMatchObject({ level: 'info', msg: expect.any(String) });
        expect(line?.['time']).toMatch(/^20\d\d-/);
      }),
      { numRuns: 200 },
    );
  });
});

describe('A line for people', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pretty-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each(texts)('is one line and moves no cursor: %s', (_title, text) => {
    const file = join(folder, 'app.log');
    const pretty = openDestination({ destination: file, pretty: true, maxBuffer: 65_536 });
    pretty.write(
      `${JSON.stringify({ level: 'info', time: '2026-01-01T00:00:00.000Z', msg: text, [text]: text })}\n`,
      30,
    );
    const shown = readFileSync(file, 'utf8');
    expect(shown.indexOf('\n')).toBe(shown.length - 1);
    expect(shown).not.toMatch(raw);
  });

  it('keeps the lines of a stack, and no more', () => {
    const file = join(folder, 'app.log');
    const pretty = openDestination({ destination: file, pretty: true, maxBuffer: 65_536 });
    const err = {
      type: 'Error',
      message: 'a\nforged',
      stack: 'Error: a\u001b[31m\n    at here\n    at there',
    };
    pretty.write(
      `${JSON.stringify({ level: 'error', time: '2026-01-01T00:00:00.000Z', msg: 'x', err })}\n`,
      50,
    );
    const shown = readFileSync(file, 'utf8');
    expect(shown).toMatch(/\n +at here\n? +at there/);
    expect(shown).not.toMatch(raw);
    expect(shown).not.toMatch(/^forged/m);
  });
});
