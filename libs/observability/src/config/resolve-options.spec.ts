import { resolveOptions } from './resolve-options.js';

describe('Options that nobody set', () => {
  it('have defaults, take the name from package.json, and send nothing anywhere', () => {
    const resolved = resolveOptions({}, {});

    expect(resolved.disabled).toBe(false);
    expect(resolved.service.name).toBe('nestjs-observability-monorepo');
    expect(resolved.service.environment).toBe('development');
    expect(resolved.tracing).toMatchObject({
      enabled: true,
      exporters: [],
      sampler: { ratio: 1, followsParent: true },
    });
    expect(resolved.metrics).toMatchObject({
      enabled: true,
      exporters: [],
      path: '/metrics',
      exportIntervalMs: 60_000,
    });
    expect(resolved.logging).toMatchObject({
      enabled: true,
      exporters: [],
      level: 'info',
      requestLine: true,
    });
    expect(resolved.otlp).toEqual({
      traces: [],
      metrics: [],
      logs: [],
      queue: { maxBytes: 16_777_216, maxAgeMs: 300_000, maxParallel: 4 },
    });
    expect(resolved.sampling).toEqual({ rules: [], rateLimit: undefined, tail: undefined });
    expect(resolved.logging.sampling).toBeUndefined();
    expect(resolved.propagation).toMatchObject({ trust: 'never', injectHosts: undefined });
    expect([...resolved.http.quietPaths]).toEqual(['/metrics', '/healthz', '/ready']);
  });

  it('may be undefined, as a configuration service answers', () => {
    const absent = { tracing: { ratio: undefined }, otlp: undefined, identify: undefined } as object;

    expect(resolveOptions(absent, {}).tracing.sampler.ratio).toBe(1);
  });

  it('give each start its own instance id', () => {
    const [first, second] = [resolveOptions({}, {}), resolveOptions({}, {})];

    expect(first.service.instanceId).not.toBe(second.service.instanceId);
  });
});

describe('Sampling', () => {
  it('at the end has its defaults, and what is never slow is infinite', () => {
    const { tail } = resolveOptions({ sampling: { tail: true } }, {}).sampling;
    expect(tail).toEqual({
      slow: { threshold: 1_000, routes: new Map(), adaptive: false },
      limits: { traces: 10_000, spansPerTrace: 1_000, bytes: 33_554_432, age: 60_000 },
    });
    const routes = { '/a': 5, '/b': false } as const;
    const own = resolveOptions({ sampling: { tail: { slow: { routes } } } }, {}).sampling.tail;
    expect(own?.slow?.routes).toEqual(
      new Map([
        ['/a', 5],
        ['/b', Number.POSITIVE_INFINITY],
      ]),
    );
    expect(resolveOptions({ sampling: { tail: { slow: false } } }, {}).sampling.tail?.slow).toBeUndefined();
    expect(resolveOptions({ sampling: { tail: false } }, {}).sampling.tail).toBeUndefined();
  });

  it.each([
    [undefined, 'always', 'always'],
    ['Never', 'always', 'never'],
    ['10.0.0.0/8, ::1', undefined, ['10.0.0.0/8', '::1']],
    ['', undefined, 'never'],
  ] as const)('trusts whom %s in the environment and %s in the options name', (text, trust, trusted) => {
    const env = { OBSERVABILITY_PROPAGATION_TRUST: text };
    expect(resolveOptions({ propagation: { ...(trust && { trust }) } }, env).propagation.trust).toEqual(
      trusted,
    );
  });
});

describe('A signal', () => {
  it.each(['tracing', 'metrics', 'logging'] as const)('%s is turned off and on by a boolean', signal => {
    expect(resolveOptions({ [signal]: false }, {})[signal].enabled).toBe(false);
    expect(resolveOptions({ [signal]: true }, {})[signal].enabled).toBe(true);
  });

  it('that is off sends nothing, whatever the endpoint', () => {
    const resolved = resolveOptions({ tracing: false, otlp: { endpoint: 'http://c:4318' } }, {});

    expect(resolved.tracing.exporters).toEqual([]);
    expect(resolved.otlp.traces).toEqual([]);
    expect(resolved.otlp.logs[0]?.url).toBe('http://c:4318/v1/logs');
  });

  it('is silent in all forms when OTEL_SDK_DISABLED is true', () => {
    const resolved = resolveOptions({ otlp: { endpoint: 'http://c:4318' } }, { OTEL_SDK_DISABLED: 'TRUE' });

    expect(resolved.disabled).toBe(true);
    expect(resolved.otlp).toMatchObject({ traces: [], metrics: [], logs: [] });
  });

  it('goes where its exporter variable says', () => {
    const env = {
      OTEL_TRACES_EXPORTER: 'otlp,console',
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_LOGS_EXPORTER: 'none',
    };
    const resolved = resolveOptions({ otlp: { endpoint: 'http://c:4318' } }, env);

    expect(resolved.tracing.exporters).toEqual(['otlp', 'console']);
    expect(resolved.metrics).toMatchObject({ exporters: [], path: '/metrics' });
    expect(resolved.logging.exporters).toEqual([]);
    expect(resolved.otlp.logs).toEqual([]);
  });

  it('goes to the standard endpoint when otlp is asked for by name and none is given', () => {
    const { otlp } = resolveOptions({}, { OTEL_TRACES_EXPORTER: 'otlp' });

    expect(otlp.traces[0]?.url).toBe('http://localhost:4318/v1/traces');
    expect(otlp.metrics).toEqual([]);
  });
});

describe('OTLP settings', () => {
  it('come from the option when no variable is set', () => {
    const { otlp } = resolveOptions(
      { otlp: { endpoint: 'https://c/otlp/', headers: { 'Api-Key': 'k' }, compression: 'none', timeout: 5 } },
      {},
    );

    expect(otlp.traces[0]).toEqual({
      url: 'https://c/otlp/v1/traces',
      headers: { 'api-key': 'k' },
      protocol: 'http/protobuf',
      compression: 'none',
      timeoutMs: 5,
    });
    expect(otlp.metrics[0]?.protocol).toBe('http/json');
  });

  it("come from the signal's own variable before the general one before the option", () => {
    const { otlp } = resolveOptions(
      {
        otlp: { endpoint: 'http://option:1', headers: { a: 'option', b: 'option', c: 'option' }, timeout: 1 },
      },
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://general:2',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://own:3/custom?x=1',
        OTEL_EXPORTER_OTLP_HEADERS: 'A=general, b=general%2C2',
        OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'a=own=1',
        OTEL_EXPORTER_OTLP_TIMEOUT: '2',
        OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '3',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
      },
    );

    expect(otlp.traces[0]).toMatchObject({
      url: 'http://general:2/v1/traces',
      timeoutMs: 2,
      protocol: 'http/json',
    });
    expect(otlp.traces[0]?.headers).toEqual({ a: 'general', b: 'general,2', c: 'option' });
    expect(otlp.logs[0]).toMatchObject({
      url: 'http://own:3/custom?x=1',
      timeoutMs: 3,
      protocol: 'http/protobuf',
    });
    expect(otlp.logs[0]?.headers).toEqual({ a: 'own=1', b: 'general,2', c: 'option' });
  });
});

describe('The environment', () => {
  it('names the service before the options do', () => {
    const { service, resource } = resolveOptions(
      {
        service: {
          name: 'code',
          version: '1',
          attributes: { team: 'code', zone: 'a', 'service.namespace': 'shop' },
        },
      },
      {
        OTEL_SERVICE_NAME: 'env',
        OTEL_RESOURCE_ATTRIBUTES: 'service.name=attribute,service.version=2,team=blue%20team',
        NODE_ENV: 'production',
      },
    );

    expect(service).toMatchObject({
      name: 'env',
      version: '2',
      namespace: 'shop',
      environment: 'production',
    });
    expect(resource).toMatchObject({
      'service.name': 'env',
      'service.version': '2',
      'deployment.environment.name': 'production',
      team: 'blue team',
      zone: 'a',
    });
  });

  it.each([
    ['always_on', { ratio: 1, followsParent: false }],
    ['parentbased_always_off', { ratio: 0, followsParent: true }],
    ['traceidratio', { ratio: 0.25, followsParent: false }],
    ['ParentBased_TraceIdRatio', { ratio: 0.25, followsParent: true }],
  ])('samples by %s before the ratio option', (name, sampler) => {
    const env = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: '0.25' };

    expect(resolveOptions({ tracing: { ratio: 0.5 } }, env).tracing.sampler).toEqual(sampler);
  });

  it('bounds batches and intervals', () => {
    const resolved = resolveOptions(
      { metrics: { exportInterval: 9_000 } },
      {
        OTEL_METRIC_EXPORT_INTERVAL: '2000',
        OTEL_BSP_MAX_QUEUE_SIZE: '100',
        OTEL_BLRP_SCHEDULE_DELAY: '250',
      },
    );

    expect(resolved.metrics).toMatchObject({ exportIntervalMs: 2_000, exportTimeoutMs: 2_000 });
    expect(resolved.tracing.batch).toMatchObject({ maxQueueSize: 100, maxExportBatchSize: 100 });
    expect(resolved.logging.batch.scheduledDelayMs).toBe(250);
  });

  it('sets the log level only where the options set none', () => {
    expect(resolveOptions({}, { LOG_LEVEL: 'DEBUG' }).logging.level).toBe('debug');
    expect(resolveOptions({ logging: { level: 'warn' } }, { LOG_LEVEL: 'debug' }).logging.level).toBe('warn');
  });

  it('counts an empty variable as unset', () => {
    const env = {
      OTEL_TRACES_SAMPLER: '',
      OTEL_SERVICE_NAME: ' ',
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
      LOG_LEVEL: '',
    };

    expect(resolveOptions({ service: { name: 'code' } }, env).service.name).toBe('code');
    expect(resolveOptions({}, env).tracing.exporters).toEqual([]);
  });

  it('keeps pretty logs away from production', () => {
    expect(resolveOptions({}, { NODE_ENV: 'production' }).logging.pretty).toBe(false);
    expect(resolveOptions({ logging: { pretty: true } }, { NODE_ENV: 'production' }).logging.pretty).toBe(
      true,
    );
  });
});
