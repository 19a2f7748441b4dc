import { Injectable, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ObservabilityConfigurationError,
  ObservabilityModule,
  RequestContext,
  type ObservabilityOptions,
} from 'nestjs-observability';
import { join } from 'node:path';
import { register } from 'prom-client';
import { setEnvironment } from '../support/environment.js';
import { testApp } from '../support/test-app.js';

const lines: string[] = [];
const destination = { write: (line: string) => void lines.push(line) };
const written = () => lines.map(line => JSON.parse(line) as Record<string, unknown>);
const startLine = () =>
  String(written().find(line => /^Active|^Telemetry is off/.test(String(line['msg'])))?.['msg']);
const runtimes = () =>
  (globalThis as unknown as Record<symbol, unknown[]>)[Symbol.for('nestjs-observability.runtimes.v1')] ?? [];

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

async function start(observability: DynamicModule) {
  @Module({ imports: [observability] })
  class AppModule {}
  return testApp(AppModule).observedWith('own').start();
}

let restore: () => void = () => undefined;
beforeEach(() => {
  lines.length = 0;
  register.clear();
  restore = setEnvironment({ NODE_ENV: 'production' });
});
afterEach(() => restore());

describe('ObservabilityModule takes its options', () => {
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
    const { client, app, stop } = await start(observability());
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
      const { client, stop } = await start(observability({ ...named, [signal]: false }));
      expect((await client.get(path)).status).toBe(404);
      await stop();
      expect(startLine()).toContain(why);
    });

    it('traces nothing when tracing is off, and says so', async () => {
      const { client, stop, telemetry } = await start(observability({ ...named, tracing: false }));
      await client.get('/nowhere');
      expect(telemetry.spans()).toEqual([]);
      expect((await client.get('/metrics')).text).toContain('http_route="unmatched"');
      await stop();
      expect(startLine()).toContain('traces off (tracing: false)');
    });

    it('leaves logging to Nest when that is off', async () => {
      const { client, stop, telemetry } = await start(observability({ ...named, logging: false }));
      await client.get('/nowhere');
      expect(telemetry.logs()).toEqual([]);
      await stop();
      expect(lines).toEqual([]);
    });

    it('serves the default metrics of prom-client when they are wanted', async () => {
      const { client, stop } = await start(observability({ ...named, metrics: { defaultMetrics: true } }));
      expect((await client.get('/metrics')).text).toContain('process_cpu_user_seconds_total');
      await stop();
    });
  });
});

describe('wrong configuration', () => {
  const create = (observability: DynamicModule) => {
    @Module({ imports: [observability] })
    class AppModule {}
    return NestFactory.create(AppModule, { abortOnError: false, logger: false });
  };

  it.each<[string, unknown, RegExp]>([
    ['an unknown key', { trcing: true }, /trcing .*\n.*did you mean 'tracing'\?/],
    ['an unknown key in a group', { metrics: { pth: '/m' } }, /metrics\.pth .*\n.*'path'/],
    ['a wrong type', { tracing: { ratio: '0.5' } }, /tracing\.ratio/],
    ['a value out of range', { tracing: { ratio: 2 } }, /tracing\.ratio/],
    ['a wrong path', { health: { livenessPath: 'healthz' } }, /health\.livenessPath/],
    ['two equal paths', { metrics: { path: '/healthz' } }, /different paths/],
    ['a wrong URL', { otlp: { endpoint: 'collector:4318' } }, /otlp\.endpoint/],
    ['a credential in a URL', { otlp: { endpoint: 'http://u:CANARY@c:4318' } }, /otlp\.endpoint/],
    ['a wrong header', { otlp: { headers: { 'x y': 'CANARY' } } }, /otlp\.headers/],
    ['no tree at all', 'orders', /options/],
  ])(
    'by %s rejects the bootstrap, names key and fix, and leaves nothing running',
    async (_case, options, message) => {
      const handles = process.getActiveResourcesInfo().length;
      for (const observability of [
        ObservabilityModule.forRoot(options as ObservabilityOptions),
        ObservabilityModule.forRootAsync({ useFactory: () => options as ObservabilityOptions }),
      ]) {
        const failure = await create(observability).then(
          () => undefined,
          (thrown: unknown) => thrown as Error,
        );
        expect(failure).toMatchObject({
          name: 'ObservabilityConfigurationError',
          code: 'OBSERVABILITY_CONFIGURATION',
          message: expect.stringMatching(message),
        });
        expect(failure).toBeInstanceOf(ObservabilityConfigurationError);
        expect(failure?.message).toContain('Fix: ');
        expect(failure?.message).not.toContain('CANARY');
      }
      expect(runtimes()).toEqual([]);
      expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles);
    },
  );

  it('of options and environment is told at once', async () => {
    restore();
    restore = setEnvironment({ OTEL_TRACES_SAMPLER: 'sometimes', OTEL_METRIC_EXPORT_INTERVAL: 'often' });
    const bootstrap = create(ObservabilityModule.forRoot({ logging: { level: 'inof' as never } }));
    await expect(bootstrap).rejects.toThrow(
      /3 problems[^]*logging\.level[^]*OTEL_METRIC_EXPORT_INTERVAL[^]*OTEL_TRACES_SAMPLER/,
    );
  });

  it('of a log file that cannot be written rejects the bootstrap and leaves nothing running', async () => {
    const bootstrap = create(
      ObservabilityModule.forRoot({ logging: { destination: join(__filename, 'app.log') } }),
    );
    await expect(bootstrap).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect(runtimes()).toEqual([]);
  });
});

describe('the start-up line', () => {
  const lineFor = async (options: ObservabilityOptions, variables: Record<string, string> = {}) => {
    restore();
    restore = setEnvironment({ NODE_ENV: 'production', ...variables });
    const { stop } = await start(
      ObservabilityModule.forRoot({
        ...options,
        logging: { destination },
        // Nobody listens at these endpoints; long enough for the last attempt to be over when the test is.
        shutdown: { flushTimeout: 500 },
      }),
    );
    await stop();
    return startLine();
  };

  it('says what is active by default, and how to export', async () => {
    expect(await lineFor({})).toBe(
      'Active: traces for correlation only (OTLP off: set OTEL_EXPORTER_OTLP_ENDPOINT); ' +
        'metrics on /metrics, Node runtime; logs as JSON from info; health on /healthz and /ready.',
    );
  });

  it('says where each signal goes, and never prints a credential', async () => {
    const line = await lineFor(
      { otlp: { headers: { authorization: 'Bearer CANARY' } }, tracing: { ratio: 0.25 } },
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9/CANARY-path',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:10/v1/logs?token=CANARY',
        OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=CANARY',
      },
    );
    expect(line).toContain('traces to OTLP http/protobuf http://127.0.0.1:9, 25 % of new traces');
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
