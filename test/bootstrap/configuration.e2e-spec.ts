import { Injectable, Module, type DynamicModule } from '@nestjs/common';
import { ObservabilityModule, RequestContext, type ObservabilityOptions } from 'nestjs-observability';
import { register } from 'prom-client';
import { setEnvironment } from '../support/environment.js';
import { adapters, testApp, type Adapter } from '../support/test-app.js';

const lines: string[] = [];
const destination = { write: (line: string) => void lines.push(line) };
const written = () => lines.map(line => JSON.parse(line) as Record<string, unknown>);
const startLine = () =>
  String(written().find(line => /^Active|^Telemetry is off/.test(String(line['msg'])))?.['msg']);
/** One of the process, one of Node. */
const defaultMetrics = ['process_cpu_user_seconds_total', 'nodejs_heap_size_total_bytes'];
const named: ObservabilityOptions = { service: { name: 'asked-for' }, logging: { destination } };

@Injectable()
class Settings {
  readonly serviceName = 'asked-for';
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

@Injectable()
class OptionsFactory {
  createObservabilityOptions(): ObservabilityOptions {
    return named;
  }
}

@Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
class FactoryModule {}

async function start(observability: DynamicModule, adapter: Adapter) {
  @Module({ imports: [observability] })
  class AppModule {}
  return testApp(AppModule).on(adapter).observedWith('own').start();
}

let restore: () => void = () => undefined;
beforeEach(() => {
  lines.length = 0;
  register.clear();
  restore = setEnvironment({ NODE_ENV: 'test' });
});
afterEach(() => restore());

describe.each(adapters)('ObservabilityModule on %s takes its options', adapter => {
  it.each<[string, () => DynamicModule]>([
    ['from forRoot()', () => ObservabilityModule.forRoot(named)],
    [
      'from a factory with injected providers',
      () =>
        ObservabilityModule.forRootAsync({
          imports: [SettingsModule],
          inject: [Settings],
          useFactory: async ({ serviceName }: Settings) => ({ ...named, service: { name: serviceName } }),
        }),
    ],
    ['from a class', () => ObservabilityModule.forRootAsync({ useClass: OptionsFactory })],
    [
      'from an existing provider',
      () => ObservabilityModule.forRootAsync({ imports: [FactoryModule], useExisting: OptionsFactory }),
    ],
  ])('%s', async (_form, observability) => {
    const { client, app, stop } = await start(observability(), adapter);
    expect((await client.get('/healthz')).status).toBe(200);
    expect((await client.get('/metrics')).text).toContain('service_name="asked-for"');
    expect(app.get(RequestContext)).toBeInstanceOf(RequestContext);
    await stop();
    expect(new Set(written().map(line => line['service']))).toEqual(new Set(['asked-for']));
  });

  const forms: [string, (options: ObservabilityOptions) => DynamicModule][] = [
    ['forRoot', options => ObservabilityModule.forRoot(options)],
    ['forRootAsync', options => ObservabilityModule.forRootAsync({ useFactory: () => options })],
  ];

  describe.each(forms)('by %s', (_name, observability) => {
    it.each<[keyof ObservabilityOptions, string, string]>([
      ['metrics', '/metrics', 'metrics off (metrics: false)'],
      ['health', '/healthz', 'health off (health: false)'],
      ['health', '/ready', 'health off (health: false)'],
    ])('serves nothing of %s on %s when that is off', async (signal, path, why) => {
      const { client, stop } = await start(observability({ ...named, [signal]: false }), adapter);
      expect((await client.get(path)).status).toBe(404);
      await stop();
      expect(startLine()).toContain(why);
    });

    it('traces nothing when tracing is off, and says so', async () => {
      const { client, stop, telemetry } = await start(observability({ ...named, tracing: false }), adapter);
      await client.get('/nowhere');
      expect(telemetry.spans()).toEqual([]);
      expect((await client.get('/metrics')).text).toContain('http_route="unmatched"');
      await stop();
      expect(startLine()).toContain('traces off (tracing: false)');
    });

    it('leaves logging to Nest when that is off', async () => {
      const { client, stop, telemetry } = await start(observability({ ...named, logging: false }), adapter);
      await client.get('/nowhere');
      expect(telemetry.logs()).toEqual([]);
      await stop();
      expect(lines).toEqual([]);
    });

    it('serves the default metrics of prom-client when they are wanted, to a second application, too', async () => {
      const wanted = () => observability({ ...named, metrics: { defaultMetrics: true } });
      const first = await start(wanted(), adapter);
      const second = await start(wanted(), adapter);
      const pages = [await first.client.get('/metrics'), await second.client.get('/metrics')];
      await second.stop();
      await first.stop();
      for (const { text } of pages) {
        for (const name of defaultMetrics)
          expect(text).toMatch(new RegExp(`^${name}(\\{.*\\})? [\\d.e+-]+$`, 'm'));
      }
    });

    it('serves none of them when nothing is said', async () => {
      const { client, stop } = await start(observability(named), adapter);
      const { text } = await client.get('/metrics');
      await stop();
      for (const name of defaultMetrics) expect(text).not.toContain(name);
    });
  });
});

describe.each(adapters)('the start-up line on %s', adapter => {
  const lineFor = async (options: ObservabilityOptions, variables: Record<string, string> = {}) => {
    restore();
    restore = setEnvironment({ NODE_ENV: 'test', ...variables });
    const { stop } = await start(
      ObservabilityModule.forRoot({
        ...options,
        logging: { destination },
        // Nobody listens at these endpoints; long enough for the last attempt to be over when the test is.
        shutdown: { flushTimeout: 500 },
      }),
      adapter,
    );
    await stop();
    return startLine();
  };

  it('says what is active by default, and how to export', async () => {
    expect(await lineFor({})).toBe(
      'Active: traces for correlation only (OTLP off: set OTEL_EXPORTER_OTLP_ENDPOINT); ' +
        'metrics on /metrics, Node runtime; logs as JSON from info; health on /healthz and /ready; ' +
        'audit in log lines only (no store: set audit: true).',
    );
  });

  it('says where each signal goes, and never prints a credential', async () => {
    const line = await lineFor(
      { otlp: { headers: { authorization: 'Bearer CANARY' } }, tracing: { ratio: 0.07 } },
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9/CANARY-path',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:10/v1/logs?token=CANARY',
        OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=CANARY',
      },
    );
    expect(line).toContain('traces to OTLP http/protobuf http://127.0.0.1:9, 7 % of new traces');
    expect(line).toContain('metrics on /metrics and OTLP http/json http://127.0.0.1:9');
    expect(line).toContain('logs as JSON from info and to OTLP http/protobuf http://127.0.0.1:10');
    expect(lines.join('')).not.toContain('CANARY');
  });

  it('says that an exporter is off because a variable says so', async () => {
    const line = await lineFor(
      { otlp: { endpoint: 'http://127.0.0.1:9' } },
      { OTEL_TRACES_EXPORTER: 'none' },
    );
    expect(line).toContain('traces for correlation only (OTEL_TRACES_EXPORTER is none)');
  });

  it('says that everything is off because OTEL_SDK_DISABLED is set', async () => {
    expect(await lineFor({}, { OTEL_SDK_DISABLED: 'true' })).toMatch(
      /^Telemetry is off: OTEL_SDK_DISABLED is true/,
    );
  });
});
