import type { Environment } from './environment-reader.js';
import { ObservabilityConfigurationError } from './observability-configuration.error.js';
import { resolveOptions } from './resolve-options.js';

/** Each row: environment, the variable at fault, what the fix must say. */
const WRONG_ENVIRONMENTS: [env: Environment, variable: string, fix: RegExp][] = [
  [{ OTEL_SDK_DISABLED: 'yes' }, 'OTEL_SDK_DISABLED', /'true' or 'false'/],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'team' }, 'OTEL_RESOURCE_ATTRIBUTES', /key=value pairs/],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'team=50%' }, 'OTEL_RESOURCE_ATTRIBUTES', /%25/],
  [{ OTEL_LOG_LEVEL: 'warning' }, 'OTEL_LOG_LEVEL', /'warn'/],
  [{ OBSERVABILITY_PROPAGATION_TRUST: '10.0.0.0/8,all' }, 'OBSERVABILITY_PROPAGATION_TRUST', /::1\/128/],
  [{ OBSERVABILITY_FORWARDED_TRUST: 'all' }, 'OBSERVABILITY_FORWARDED_TRUST', /10\.0\.0\.0\/8/],
  [{ OBSERVABILITY_MANAGEMENT_PORT: 'http' }, 'OBSERVABILITY_MANAGEMENT_PORT', /number/],
  [{ OBSERVABILITY_MANAGEMENT_PORT: '70000' }, 'OBSERVABILITY_MANAGEMENT_PORT', /number/],
  [
    { OBSERVABILITY_MANAGEMENT_PORT: '0', OBSERVABILITY_MANAGEMENT_HOST: '::' },
    'management.host',
    /127\.0\.0\.1/,
  ],
  [
    { OBSERVABILITY_MANAGEMENT_PORT: '0', OBSERVABILITY_MANAGEMENT_HOST: 'a b' },
    'OBSERVABILITY_MANAGEMENT_HOST',
    /0\.0\.0\.0/,
  ],
  [
    { OBSERVABILITY_MANAGEMENT_PORT: '0', OBSERVABILITY_MANAGEMENT_TOKEN: 'hunter2' },
    'OBSERVABILITY_MANAGEMENT_TOKEN',
    /openssl rand/,
  ],
  [
    { OBSERVABILITY_MANAGEMENT_PORT: '0', OBSERVABILITY_MANAGEMENT_TOKEN_FILE: '/no/token' },
    'OBSERVABILITY_MANAGEMENT_TOKEN_FILE',
    /readable/,
  ],
  [{ NODE_ENV: 'production', OBSERVABILITY_PROPAGATION_TRUST: 'always' }, 'propagation.trust', /allowUnsafe/],
  [{ OTEL_PROPAGATORS: 'tracecontext,b3' }, 'OTEL_PROPAGATORS', /'tracecontext' or 'baggage'/],
  [{ OTEL_PROPAGATORS: 'none,baggage' }, 'OTEL_PROPAGATORS', /'none' alone/],
  [{ OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: 'log' }, 'OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN', /'logs'/],
  [{ OTEL_TRACES_SAMPLER: 'traceidratoi' }, 'OTEL_TRACES_SAMPLER', /did you mean 'traceidratio'\?/],
  [
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '10%' },
    'OTEL_TRACES_SAMPLER_ARG',
    /0\.1 to keep one trace in ten/,
  ],
  [{ OTEL_TRACES_SAMPLER_ARG: '0.1' }, 'OTEL_TRACES_SAMPLER_ARG', /parentbased_traceidratio/],
  [{ OTEL_TRACES_EXPORTER: 'oltp' }, 'OTEL_TRACES_EXPORTER', /did you mean 'otlp'\?/],
  [{ OBSERVABILITY_DISABLED: 'traces,metric' }, 'OBSERVABILITY_DISABLED', /did you mean 'metrics'\?/],
  [{ OBSERVABILITY_DISABLE: 'traces' }, 'OBSERVABILITY_DISABLE', /did you mean 'OBSERVABILITY_DISABLED'\?/],
  [{ OTEL_METRICS_EXPORTER: 'statsd' }, 'OTEL_METRICS_EXPORTER', /'otlp' or 'console'/],
  [{ OTEL_LOGS_EXPORTER: 'none,otlp' }, 'OTEL_LOGS_EXPORTER', /'none' alone/],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    /http:\/\/localhost:4318/,
  ],
  [
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a:hunter2@c:4318/v1/traces' },
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    /OTEL_EXPORTER_OTLP_HEADERS/,
  ],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'hunter2' }, 'OTEL_EXPORTER_OTLP_HEADERS', /key=value/],
  [{ OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'a b=hunter2' }, 'OTEL_EXPORTER_OTLP_LOGS_HEADERS', /header name/],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'host=hunter2' }, 'OTEL_EXPORTER_OTLP_HEADERS', /HTTP itself/],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=hunter2%0A' }, 'OTEL_EXPORTER_OTLP_HEADERS', /one line/],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL', /'http\/json'|'grpc'/],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317' },
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    /port 4318, or protocol 'grpc'/,
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_HEADERS: 'api-key=hunter2' },
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    /use https:\/\/, or allow it with .*OTEL_EXPORTER_OTLP_INSECURE=true/,
  ],
  [{ OTEL_EXPORTER_OTLP_INSECURE: 'yes' }, 'OTEL_EXPORTER_OTLP_INSECURE', /'true' or 'false'/],
  [{ OTEL_EXPORTER_OTLP_CERTIFICATE: '/no/ca.pem' }, 'OTEL_EXPORTER_OTLP_CERTIFICATE', /may read/],
  [
    { OTEL_EXPORTER_OTLP_CERTIFICATE: '/etc/hostname' },
    'OTEL_EXPORTER_OTLP_CERTIFICATE',
    /BEGIN CERTIFICATE/,
  ],
  [{ OBSERVABILITY_OTLP_HEADERS_FILE: '/no/headers' }, 'OBSERVABILITY_OTLP_HEADERS_FILE', /name=value/],
  [{ OBSERVABILITY_OTLP_HEADER_FILE: '/no/headers' }, 'OBSERVABILITY_OTLP_HEADER_FILE', /HEADERS_FILE/],
  [{ OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http' }, 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', /'http\/json'/],
  [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd' }, 'OTEL_EXPORTER_OTLP_COMPRESSION', /'gzip'/],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '10s' }, 'OTEL_EXPORTER_OTLP_TIMEOUT', /number/],
  [{ OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '0' }, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', /number/],
  [{ OTEL_METRIC_EXPORT_INTERVAL: '-5' }, 'OTEL_METRIC_EXPORT_INTERVAL', /number/],
  [
    { OTEL_METRIC_EXPORT_INTERVAL: '1000', OTEL_METRIC_EXPORT_TIMEOUT: '2000' },
    'OTEL_METRIC_EXPORT_TIMEOUT',
    /raise OTEL_METRIC_EXPORT_INTERVAL/,
  ],
  [{ OTEL_BSP_SCHEDULE_DELAY: '1e3' }, 'OTEL_BSP_SCHEDULE_DELAY', /number/],
  [
    { OTEL_BSP_MAX_QUEUE_SIZE: '100', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '200' },
    'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    /raise OTEL_BSP_MAX_QUEUE_SIZE/,
  ],
  [{ LOG_LEVEL: 'verbose' }, 'LOG_LEVEL', /'info' or 'debug'/],
  [
    { OTEL_EXPORTER_OTLP_ENDPIONT: 'http://c' },
    'OTEL_EXPORTER_OTLP_ENDPIONT',
    /'OTEL_EXPORTER_OTLP_ENDPOINT'/,
  ],
  [{ OTEL_TRACE_SAMPLER: 'always_on' }, 'OTEL_TRACE_SAMPLER', /'OTEL_TRACES_SAMPLER'/],
];

describe('A wrong environment', () => {
  it.each(WRONG_ENVIRONMENTS)('%j is refused at its variable with a fix', (env, variable, fix) => {
    const error = refusal(env);

    expect(error.problems.map(({ path }) => path)).toEqual([variable]);
    expect(error.problems[0]?.fix).toMatch(fix);
    expect(error.message).not.toContain('hunter2');
  });

  it('is reported together with wrong options', () => {
    const { problems } = refusal({ LOG_LEVEL: 'loud' }, { tracing: { ratio: 7 } });

    expect(problems.map(({ path }) => path)).toEqual(['tracing.ratio', 'LOG_LEVEL']);
  });

  it('is checked also for a signal that is off, so that turning it on later holds no surprise', () => {
    const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'nowhere' };

    expect(refusal(env, { tracing: false }).problems[0]?.path).toBe('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  });

  it('leaves variables of other libraries alone', () => {
    const env = { OTEL_NODE_RESOURCE_DETECTORS: 'env', OTEL_SEMCONV_STABILITY_OPT_IN: 'http', OTELCOL: 'x' };

    expect(() => resolveOptions({}, env)).not.toThrow();
  });
});

function refusal(env: Environment, options: object = {}): ObservabilityConfigurationError {
  try {
    resolveOptions(options, env);
  } catch (error) {
    if (error instanceof ObservabilityConfigurationError) return error;
    throw error;
  }
  throw new Error('The environment was accepted.');
}
