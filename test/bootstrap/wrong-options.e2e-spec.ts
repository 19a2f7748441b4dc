import { Injectable, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  ObservabilityConfigurationError,
  ObservabilityModule,
  type ObservabilityOptions,
} from 'nestjs-observability';
import { join } from 'node:path';
import { setEnvironment } from '../support/environment.js';
import { adapters } from '../support/test-app.js';

const runtimes = () =>
  (globalThis as unknown as Record<symbol, unknown[]>)[Symbol.for('nestjs-observability.runtimes.v1')] ?? [];

/** Timers and sockets, which a refused application could leave; files being read and the console's pipes come and go. */
const open = () =>
  process
    .getActiveResourcesInfo()
    .filter(kind => /^(Timeout|Immediate|TCP|UDP|MessagePort|Worker)/.test(kind));

@Injectable()
class Forgetful {
  createObservabilityOptions() {}
}

@Injectable()
class Misnamed {
  createOptions() {
    return {};
  }
}

/** What is wrong, the options, and how the message names key and fix. */
const trees: readonly [string, unknown, RegExp][] = [
  ['no tree at all', 'orders', /options must be an object.*\n.*Fix: use \{ … \} with any of: service/],
  ['null', null, /options must be an object, got null/],
  ['an unknown key', { trcing: true }, /trcing .*\n.*did you mean 'tracing'\?/],
  ['an unknown key in a group', { metrics: { pth: '/m' } }, /metrics\.pth .*\n.*did you mean 'path'\?/],
  ['a key without its group', { serviceName: 'orders' }, /serviceName .*\n.*did you mean 'service\.name'\?/],
  [
    'a key in another group',
    { logging: { ratio: 1 } },
    /logging\.ratio .*\n.*did you mean 'tracing\.ratio'\?/,
  ],
  ['a switch in quotes', { tracing: { enabled: 'true' } }, /tracing\.enabled .*\n.*without quotes/],
  ['a number in quotes', { tracing: { ratio: '0.5' } }, /tracing\.ratio .*from 0 to 1, got "0\.5"/],
  ['a ratio above 1', { tracing: { ratio: 2 } }, /tracing\.ratio .*got 2\.\n.*one trace in ten/],
  ['text for a group', { service: 'orders' }, /service must be an object.*\n.*name, version/],
  ['an empty name', { service: { name: '' } }, /service\.name .*\n.*'orders'/],
  [
    'an object as attribute',
    { service: { attributes: { team: {} } } },
    /service\.attributes\.team .*\n.*into text/,
  ],
  [
    'two names',
    { service: { name: 'orders', attributes: { 'service.name': 'shop' } } },
    /service\.attributes\["service\.name"\] contradicts service\.name.*\n.*remove it/,
  ],
  ['a path without slash', { health: { livenessPath: 'healthz' } }, /health\.livenessPath .*\n.*'\/healthz'/],
  ['two equal paths', { metrics: { path: '/healthz' } }, /health\.livenessPath .*\n.*different paths/],
  ['falling buckets', { metrics: { durationBuckets: [2, 1] } }, /metrics\.durationBuckets .*got \[2, 1\]/],
  ['an unknown level', { logging: { level: 'inof' } }, /logging\.level .*\n.*did you mean 'info'\?/],
  ['a destination that cannot write', { logging: { destination: 3 } }, /logging\.destination .*\n.*stream/],
  [
    'a header of HTTP itself',
    { http: { requestIdHeader: 'content-length' } },
    /http\.requestIdHeader .*\n.*'x-request-id'/,
  ],
  ['one path for a list', { http: { ignorePaths: '/x' } }, /http\.ignorePaths must be a list.*\n.*\[ \]/],
  ['a time without unit', { health: { timeout: '2s' } }, /health\.timeout .*milliseconds/],
  [
    'an indicator without check',
    { health: { indicators: [{ name: 'redis' }] } },
    /health\.indicators\[0\] .*\n.*check: signal/,
  ],
  [
    'a URL without scheme',
    { otlp: { endpoint: 'collector:4318' } },
    /otlp\.endpoint .*\n.*'http:\/\/localhost:4318'/,
  ],
  [
    'a credential in a URL',
    { otlp: { endpoint: 'http://u:CANARY@c:4318' } },
    /otlp\.endpoint .*\n.*otlp\.headers/,
  ],
  ['the URL of one signal', { otlp: { endpoint: 'http://c:4318/v1/traces' } }, /otlp\.endpoint .*base URL/],
  [
    'a wrong header',
    { otlp: { headers: { 'x y': 'CANARY' } } },
    /otlp\.headers\["x y"\] .*\n.*letters, digits/,
  ],
  [
    'a header on two lines',
    { otlp: { headers: { key: 'CANARY\n2' } } },
    /otlp\.headers\.key .*\n.*single line/,
  ],
  ['an unknown protocol', { otlp: { protocol: 'tcp' } }, /otlp\.protocol .*'http\/protobuf'/],
  ['the port of gRPC', { otlp: { endpoint: 'http://c:4317' } }, /otlp\.endpoint .*\n.*protocol 'grpc'/],
  [
    'a key in clear text',
    { otlp: { endpoint: 'http://c', headers: { 'api-key': 'CANARY' } } },
    /otlp\.endpoint .*\n.*otlp\.insecure/,
  ],
  ['a class for a function', { identify: Forgetful }, /identify .*\n.*request => /],
];

/** Mistakes around the tree. */
const asyncOptions: readonly [string, unknown, RegExp][] = [
  ['nothing', undefined, /forRootAsync\(\) takes an object.*\n.*useFactory/],
  ['no source', { inject: [] }, /forRootAsync\(\) says nowhere.*\n.*useFactory, useClass and useExisting/],
  ['two sources', { useFactory: () => ({}), useClass: Forgetful }, /has useFactory and useClass.*\n.*one of/],
  ['a misspelt source', { useFactry: () => ({}) }, /forRootAsync\(\)\.useFactry .*\n.*'useFactory'\?/],
  [
    'options for a factory',
    { useFactory: { tracing: false } },
    /useFactory must be a function.*\n.*returns the options/,
  ],
  [
    'a factory that forgets to return',
    { useFactory: () => undefined },
    /useFactory gave undefined.*\n.*return/,
  ],
  [
    'a class that forgets to return',
    { useClass: Forgetful },
    /createObservabilityOptions\(\) gave undefined/,
  ],
  [
    'a class without the method',
    { useClass: Misnamed },
    /Misnamed has no method createObservabilityOptions\(\).*\n.*add/,
  ],
];

describe.each(adapters)('wrong configuration on %s', adapter => {
  let restore: () => void;
  beforeEach(() => void (restore = setEnvironment({ NODE_ENV: 'production' })));
  afterEach(() => restore());

  const create = (observability: DynamicModule) => {
    @Module({ imports: [observability] })
    class AppModule {}
    const http = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    return NestFactory.create(AppModule, http as ExpressAdapter, { abortOnError: false, logger: false });
  };

  const expectRefusal = async (observability: DynamicModule, message: RegExp) => {
    const handles = open().length;
    const failure = await create(observability).then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    );
    expect(failure).toBeInstanceOf(ObservabilityConfigurationError);
    expect(failure).toMatchObject({
      name: 'ObservabilityConfigurationError',
      code: 'OBSERVABILITY_CONFIGURATION',
      message: expect.stringMatching(message),
    });
    expect(failure?.message).toContain('one problem.');
    expect(failure?.message).toContain('Fix: ');
    expect(failure?.message).not.toContain('CANARY');
    expect(runtimes()).toHaveLength(0);
    expect(open().length).toBeLessThanOrEqual(handles);
  };

  it.each(trees)(
    'by %s rejects the bootstrap, names key and fix, and leaves nothing running',
    async (...row) => {
      const [, options, message] = row;
      await expectRefusal(ObservabilityModule.forRoot(options as ObservabilityOptions), message);
      const useFactory = () => options as ObservabilityOptions;
      await expectRefusal(ObservabilityModule.forRootAsync({ useFactory }), message);
    },
  );

  it.each(asyncOptions)('by %s in forRootAsync() does so, too', async (_what, options, message) => {
    await expectRefusal(ObservabilityModule.forRootAsync(options as { useFactory: () => object }), message);
  });

  it('that a factory cannot even fetch rejects the bootstrap with its error, and leaves nothing running', async () => {
    const useFactory = async (): Promise<never> => {
      throw new RangeError('the configuration service is away');
    };
    const bootstrap = create(ObservabilityModule.forRootAsync({ useFactory }));
    await expect(bootstrap).rejects.toThrow('the configuration service is away');
    expect(runtimes()).toHaveLength(0);
  });

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
    expect(runtimes()).toHaveLength(0);
  });
});
