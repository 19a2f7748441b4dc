import { Controller, Get, Injectable, Logger, Module, Query } from '@nestjs/common';
import { RequestContext, SpanAttribute, Traced } from 'nestjs-observability';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { adapters, testApp } from '../support/test-app.js';

const canary = 'CANARY-5f2b91c0';

@Injectable()
class LeakyService {
  private readonly logger = new Logger('Leaky');

  constructor(private readonly request: RequestContext) {}

  @Traced({ attributes: () => ({ 'user.password': canary, note: `password=${canary}` }) })
  attributes(@SpanAttribute('api_key') _key: string, @SpanAttribute() _token: string): void {}

  messages(): void {
    this.logger.log(`password: ${canary}`);
    this.logger.warn({ user: { Password: canary }, list: [{ clientSecret: canary }] });
    this.logger.error(new Error(`Authorization: Bearer ${canary}`, { cause: new Error(`token=${canary}`) }));
    this.logger.error(
      { headers: { authorization: `Bearer ${canary}` } },
      `Error: token=${canary}\n    at here`,
    );
    this.request.set('refresh_token', canary);
    this.request.set('hint', `postgres://user:${canary}@db/orders`);
    this.logger.log('after set');
  }

  @Traced()
  errors(): never {
    throw new TypeError(`cannot connect to postgres://root:${canary}@db/orders`, {
      cause: Object.assign(new Error(`password=${canary}`), { config: { password: canary } }),
    });
  }

  async outgoing(port: number): Promise<void> {
    await fetch(`http://127.0.0.1:${port}/pay?access_token=${canary}`);
  }
}

@Controller('leaks')
class LeakyController {
  constructor(private readonly leaky: LeakyService) {}

  @Get()
  all(@Query('port') port: string) {
    this.leaky.attributes(canary, canary);
    this.leaky.messages();
    return this.leaky.outgoing(Number(port));
  }

  @Get('errors')
  errors() {
    return this.leaky.errors();
  }
}

@Module({ controllers: [LeakyController], providers: [LeakyService] })
class LeakyModule {}

describe.each(adapters)('secrets on %s', adapter => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  it('leave the process by no signal, whatever they were put into', async () => {
    const receiver = await OtlpReceiver.start();
    const other = createServer((_request, response) => response.end('ok'));
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    ends.push(
      setEnvironment({}),
      () => receiver.stop(),
      () => other.close(),
    );
    const lines: string[] = [];
    const { client, stop } = await testApp(LeakyModule)
      .on(adapter)
      .observedWith({
        otlp: { endpoint: receiver.endpoint, headers: { authorization: `Bearer ${canary}` } },
        logging: { level: 'trace', destination: { write: line => void lines.push(line) } },
      })
      .start();
    const headers = { authorization: `Bearer ${canary}`, cookie: `sid=${canary}`, 'x-api-key': canary };
    expect((await client.get(`/leaks?port=${port}&password=${canary}`, headers)).status).toBe(200);
    expect((await client.get(`/leaks/errors?token=${canary}`, headers)).status).toBe(500);
    expect((await client.get(`/nowhere/token=${canary}`, headers)).status).toBe(404);
    const page = (await client.get('/metrics')).text;
    await stop();

    const exits = {
      spans: receiver.spans,
      points: receiver.metricPoints,
      records: receiver.logRecords,
      lines,
      page,
    };
    for (const [exit, content] of Object.entries(exits)) {
      const text = JSON.stringify(content, (_key, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      );
      const at = text.indexOf(canary);
      const leak = at < 0 ? 'none' : text.slice(Math.max(0, at - 80), at + canary.length);
      expect(`${exit}: ${leak}`).toBe(`${exit}: none`);
      expect([exit, text.length > 100]).toEqual([exit, true]);
    }
    // Nothing was hidden by being left out.
    expect(receiver.spans.find(({ name }) => name === 'LeakyService.attributes')?.attributes).toEqual(
      expect.objectContaining({
        'user.password': '[REDACTED]',
        api_key: '[REDACTED]',
        _token: '[REDACTED]',
        note: 'password=[REDACTED]',
      }),
    );
    expect(receiver.logRecords.map(({ body }) => body)).toContain('password: [REDACTED]');
    expect(receiver.spans.find(({ kind }) => kind === 'client')?.attributes['url.full']).toMatch(/\/pay$/);
  });
});
