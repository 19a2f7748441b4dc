import { Controller, Get, Injectable, Logger, Module, Post, Body, Headers } from '@nestjs/common';
import { Audited, Traced } from 'nestjs-observability';
import { captureExits, expectNoLeak, SecretLeakError, type ExitCapture } from 'nestjs-observability/testing';
import { metrics } from '@opentelemetry/api';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

const canary = 'canary-8d2f61c0';

@Injectable()
class Places {
  readonly logger = new Logger('Places');

  @Traced({ attributes: (text: string) => ({ 'a.note': text }) })
  span(_text: string): void {}

  @Audited('note.taken', { target: (text: string) => ({ type: 'Note', id: text }) })
  audit(_text: string): void {}
}

@Controller()
class PlacesController {
  constructor(private readonly places: Places) {}

  @Get('quiet')
  quiet(): string {
    return canary;
  }

  @Post('masked')
  masked(@Body() body: object, @Headers() headers: object): void {
    this.places.logger.log({ body, headers });
    throw new Error(`cannot log in with password=${canary}`);
  }
}

@Module({ controllers: [PlacesController], providers: [Places] })
class PlacesModule {}

describe.each(adapters)('expectNoLeak() on %s', adapter => {
  let running: RunningTestApp;
  let exits: ExitCapture;
  let unwell: string | undefined;
  const others = { mails: () => mails };
  let mails: unknown[] = [];
  beforeAll(async () => {
    const indicators = [{ name: 'mail', check: () => (unwell ? Promise.reject(new Error(unwell)) : true) }];
    const health = { indicators, details: true, cacheFor: 0 };
    running = await testApp(PlacesModule).on(adapter).observedWith({ health }).start();
  });
  beforeEach(() => {
    mails = [];
    unwell = undefined;
    exits = captureExits(running.app, others);
  });
  afterEach(() => exits.stop());
  afterAll(() => running.stop());

  it('is content with what is masked', async () => {
    await running.client.get('/quiet', { authorization: `Bearer ${canary}`, cookie: `session=${canary}` });
    await running.client.post('/masked', { password: canary }, { 'x-api-key': canary });
    await expectNoLeak([canary], exits);
  });

  it.each<[exit: string, leak: () => unknown]>([
    ['logs', () => running.app.get(Places).logger.log(`see ${canary}`)],
    [
      'logs',
      () => running.app.get(Places).logger.log({ note: Buffer.from(`x:${canary}`).toString('base64') }),
    ],
    ['spans', () => running.app.get(Places).span(encodeURIComponent(canary))],
    ['audit', () => running.app.get(Places).audit(canary)],
    ['stdout', () => process.stdout.write(`${canary}\n`)],
    ['stdout', () => process.stderr.write(Buffer.from(`${canary}\n`))],
    ['health', () => (unwell = `cannot reach ${canary}`)],
    ['mails', () => mails.push({ body: Buffer.from(canary) })],
    // Last, because a counter keeps it.
    ['metrics', () => metrics.getMeter('mine').createCounter('visits').add(1, { who: canary })],
  ])('finds what leaves by %s', async (exit, leak) => {
    // What is printed here is printed on purpose.
    const print = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const warn = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const watched = captureExits(running.app, others);
    leak();
    const failure = await expectNoLeak([canary], watched).catch((error: unknown) => error);
    watched.stop();
    print.mockRestore();
    warn.mockRestore();
    expect(failure).toBeInstanceOf(SecretLeakError);
    const { leaks, message, code } = failure as SecretLeakError;
    expect(leaks.map(each => each.exit)).toContain(exit);
    expect(message).toMatch(new RegExp(`"${canary}" in ${leaks[0]?.exit}, `));
    expect(code).toBe('OBSERVABILITY_SECRET_LEAK');
  });

  it('looks through texts and values of your own', async () => {
    await expectNoLeak([canary], { body: { a: 1 }, file: 'nothing' });
    const given = { requests: new Map([['a', [new Error('x', { cause: new Error(canary) })]]]) };
    await expect(expectNoLeak([canary], given)).rejects.toThrow(/in requests, plain/);
  });

  it('wants canaries that cannot occur by chance', async () => {
    await expect(expectNoLeak(['secret'], {})).rejects.toThrow(TypeError);
    await expect(expectNoLeak([], {})).rejects.toThrow(TypeError);
  });
});
