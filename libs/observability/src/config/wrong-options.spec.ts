import { ObservabilityConfigurationError } from './observability-configuration.error.js';
import type { ConfigurationProblem } from './configuration-problem.js';
import { resolveOptions } from './resolve-options.js';

const check = () => true;

/** Each row: options, the key at fault, what the fix must say. */
const WRONG_TREES: [options: unknown, path: string, fix: RegExp][] = [
  [null, 'options', /service, tracing, metrics/],
  ['orders', 'options', /service, tracing, metrics/],
  [[], 'options', /service, tracing, metrics/],
  [{ trcing: true }, 'trcing', /did you mean 'tracing'\?/],
  [{ Metrics: {} }, 'Metrics', /did you mean 'metrics'\?/],
  [{ serviceName: 'orders' }, 'serviceName', /did you mean 'service\.name'\?/],
  [{ endpoint: 'http://c:4318' }, 'endpoint', /did you mean 'otlp\.endpoint'\?/],
  [{ dashboards: {} }, 'dashboards', /remove it; known here: service, tracing/],
  [{ service: 'orders' }, 'service', /use \{ … \} with any of: name, version/],
  [{ service: { nmae: 'orders' } }, 'service.nmae', /did you mean 'name'\?/],
  [{ service: { name: '' } }, 'service.name', /'orders'/],
  [{ service: { version: 2 } }, 'service.version', /'1\.4\.0'/],
  [{ service: { attributes: { team: { id: 1 } } } }, 'service.attributes.team', /into text/],
  [{ service: { attributes: { '': 'x' } } }, 'service.attributes[""]', /'team'/],
  [
    { service: { name: 'orders', attributes: { 'service.name': 'shop' } } },
    'service.attributes["service.name"]',
    /service\.name becomes that attribute/,
  ],
  [{ tracing: 'off' }, 'tracing', /enabled, ratio/],
  [{ audit: { enabled: false, preparedStatements: 'no' } }, 'audit.preparedStatements', /without quotes/],
  [{ tracing: { ratio: 1.5 } }, 'tracing.ratio', /0\.1 to keep one trace in ten/],
  [{ tracing: { ratio: '0.5' } }, 'tracing.ratio', /0\.1/],
  [{ tracing: { ratio: NaN } }, 'tracing.ratio', /0\.1/],
  [{ tracing: { sampleRatio: 0.5 } }, 'tracing.sampleRatio', /known here: enabled, ratio/],
  [{ tracing: { outgoingHTTP: true } }, 'tracing.outgoingHTTP', /'outgoingHttp'/],
  [{ tracing: { outgoingHttp: { peers: { 'http://pay': 'pay' } } } }, 'tracing.outgoingHttp.peers', /stripe/],
  [
    { tracing: { outgoingHttp: { templates: ['orders'] } } },
    'tracing.outgoingHttp.templates',
    /\/payments\/:id/,
  ],
  [{ tracing: { outgoingHttp: { maxServers: 0 } } }, 'tracing.outgoingHttp.maxServers', /100/],
  [{ background: { schedule: true } }, 'background.schedule', /'schedules'/],
  [{ background: { jobs: 'child' } }, 'background.jobs', /'link'/],
  [{ background: { queueInterval: -1 } }, 'background.queueInterval', /5000/],
  [{ tracing: { enabled: 'true' } }, 'tracing.enabled', /without quotes/],
  [{ metrics: { path: 'metrics' } }, 'metrics.path', /'\/metrics', or false/],
  [{ metrics: { path: true } }, 'metrics.path', /'\/metrics', or false/],
  [{ metrics: { path: '/metrics?all' } }, 'metrics.path', /'\/metrics', or false/],
  [{ metrics: { path: '/healthz' } }, 'health.livenessPath', /different paths/],
  [{ metrics: { durationBuckets: [1, 1, 2] } }, 'metrics.durationBuckets', /\[0\.01, 0\.1, 1, 10\]/],
  [{ metrics: { durationBuckets: [] } }, 'metrics.durationBuckets', /\[0\.01/],
  [{ metrics: { exportInterval: 0 } }, 'metrics.exportInterval', /60000/],
  [{ metrics: { exportInterval: 2.5 } }, 'metrics.exportInterval', /60000/],
  [{ logging: { level: 'inof' } }, 'logging.level', /did you mean 'info'\?/],
  [{ logging: { level: 30 } }, 'logging.level', /use 'fatal' or another/],
  [{ logging: { maxBuffer: 1_000 } }, 'logging.maxBuffer', /8388608/],
  [{ shutdown: { drainWait: -1 } }, 'shutdown.drainWait', /5000/],
  [{ shutdown: { inFlightTimeout: '10s' } }, 'shutdown.inFlightTimeout', /10000/],
  [{ shutdown: { exitTimeout: -1 } }, 'shutdown.exitTimeout', /1500/],
  [{ shutdown: { grace: 0 } }, 'shutdown.grace', /30000/],
  [{ shutdown: { signals: ['SIGTREM'] } }, 'shutdown.signals[0]', /did you mean 'SIGTERM'\?/],
  [{ shutdown: { signals: 'SIGTERM' } }, 'shutdown.signals', /\[ \]/],
  [{ logging: { destination: 3 } }, 'logging.destination', /stream/],
  [{ logging: { exportInterval: 3 } }, 'logging.exportInterval', /'metrics\.exportInterval'/],
  [{ logging: { sampling: { ratio: 2 } } }, 'logging.sampling.ratio', /0\.1/],
  [{ logging: { sampling: { bytes: 0 } } }, 'logging.sampling.bytes', /8388608/],
  [{ tracing: false, logging: { sampling: true } }, 'logging.sampling', /leave tracing on/],
  [{ sampling: { ratio: 0.1 } }, 'sampling.ratio', /'tracing\.ratio'/],
  [{ sampling: { rateLimit: 0 } }, 'sampling.rateLimit', /no limit/],
  [{ sampling: { rules: {} } }, 'sampling.rules', /\[ \]/],
  [{ sampling: { rules: [{ route: '/a' }] } }, 'sampling.rules[0].keep', /'always', 'never', or a share/],
  [{ sampling: { rules: [{ keep: 'allways' }] } }, 'sampling.rules[0].keep', /did you mean 'always'\?/],
  [{ sampling: { rules: [{ keep: 1.5 }] } }, 'sampling.rules[0].keep', /0\.1/],
  [{ sampling: { rules: [{ route: 'a', keep: 1 }] } }, 'sampling.rules[0].route', /'\/orders\/:id'/],
  [
    { sampling: { rules: [{ attributes: { role: 'admin' }, keep: 1 }] } },
    'sampling.rules[0].attributes',
    /sampling\.tail to true/,
  ],
  [
    { sampling: { tail: true, rules: [{ attributes: { role: null }, keep: 1 }] } },
    'sampling.rules[0].attributes.role',
    /'tenant\.id'/,
  ],
  [{ sampling: { tail: { slow: { threshold: 0 } } } }, 'sampling.tail.slow.threshold', /1000/],
  [{ sampling: { tail: { slow: { routes: { '/a': true } } } } }, 'sampling.tail.slow.routes["/a"]', /false/],
  [{ sampling: { tail: { limits: { bytes: 1.5 } } } }, 'sampling.tail.limits.bytes', /33554432/],
  [{ sampling: { tail: { limits: { spans: 5 } } } }, 'sampling.tail.limits.spans', /traces, spansPerTrace/],
  [{ http: { forwarded: { trust: ['proxy.internal'] } } }, 'http.forwarded.trust', /'10\.0\.0\.0\/8'/],
  [{ http: { forwarded: { trust: 1 } } }, 'http.forwarded.trust', /'10\.0\.0\.0\/8'/],
  [{ http: { forwarded: { header: 'x-forwarded-for' } } }, 'http.forwarded.header', /'x-forwarded'/],
  [{ management: 9464 }, 'management', /enabled, port, host/],
  [{ management: { port: '9464' } }, 'management.port', /9464, or 0/],
  [{ management: { port: 65_536 } }, 'management.port', /9464, or 0/],
  [{ management: { host: 'http://localhost' } }, 'management.host', /'127\.0\.0\.1'/],
  [{ management: { host: '0.0.0.0' } }, 'management.host', /management\.tokenFile.*switches: false/],
  [{ management: { host: 'orders.internal' } }, 'management.host', /switches: false/],
  [{ management: { token: 'hunter2' } }, 'management.token', /openssl rand/],
  [{ management: { token: `hunter2${' '.repeat(20)}` } }, 'management.token', /openssl rand/],
  [{ management: { tokenFile: '/no/token' } }, 'management.tokenFile', /readable/],
  [{ management: { tokenFile: '/dev/null' } }, 'management.tokenFile', /openssl rand/],
  [{ management: { swtiches: false } }, 'management.swtiches', /did you mean 'switches'\?/],
  [{ management: true, health: { readinessPath: '/switches' } }, 'health.readinessPath', /different paths/],
  [{ management: true, metrics: { path: '/health/details' } }, 'metrics.path', /different paths/],
  [
    { service: { environment: 'production' }, health: { details: true } },
    'health.details',
    /allowUnsafe: \['health\.details'\]/,
  ],
  [
    { service: { environment: 'production' }, propagation: { trust: 'always' } },
    'propagation.trust',
    /allowUnsafe: \['propagation\.trust'\]/,
  ],
  [{ allowUnsafe: ['health.detials'] }, 'allowUnsafe[0]', /did you mean 'health\.details'\?/],
  [{ allowUnsafe: 'health.details' }, 'allowUnsafe', /\[ \]/],
  [{ otlp: { endpoint: 'http://169.254.169.254' } }, 'otlp.endpoint', /address of the collector/],
  [{ otlp: { endpoint: 'http://[fd00:ec2::254]:4318' } }, 'otlp.endpoint', /address of the collector/],
  [{ otlp: { endpoint: 'http://0xa9fea9fe' } }, 'otlp.endpoint', /address of the collector/],
  [{ otlp: { endpoint: 'http://metadata.google.internal.' } }, 'otlp.endpoint', /address of the collector/],
  [{ propagation: { trust: 'nobody' } }, 'propagation.trust', /ranges such as/],
  [{ propagation: { trust: ['10.0.0.0/33'] } }, 'propagation.trust', /'10\.0\.0\.0\/8'/],
  [{ propagation: { trust: ['example.com'] } }, 'propagation.trust', /10\.0\.0\.0/],
  [{ propagation: { trust: class Trust {} } }, 'propagation.trust', /request =>/],
  [{ propagation: { baggage: { keys: ['a b'] } } }, 'propagation.baggage.keys', /'tenant'/],
  [{ propagation: { baggage: { maxBytes: -1 } } }, 'propagation.baggage.maxBytes', /1024/],
  [{ propagation: { inject: { hosts: ['http://a'] } } }, 'propagation.inject.hosts', /payments\.internal/],
  [{ http: true }, 'http', /requestIdHeader, ignorePaths/],
  [{ http: { requestIdHeader: 'x request id' } }, 'http.requestIdHeader', /'x-request-id'/],
  [{ http: { requestIdHeader: 'Content-Length' } }, 'http.requestIdHeader', /'x-request-id'/],
  [{ http: { requestIdHeader: 'traceparent' } }, 'http.requestIdHeader', /'x-request-id'/],
  [{ http: { ignorePaths: '/favicon.ico' } }, 'http.ignorePaths', /\[ \]/],
  [{ http: { ignorePaths: ['/ok', 'favicon.ico'] } }, 'http.ignorePaths[1]', /'\/favicon\.ico'/],
  [{ health: { livenessPath: '/up', readinessPath: '/up/' } }, 'health.readinessPath', /different paths/],
  [{ health: { readinessPath: '/ready/:id' } }, 'health.readinessPath', /'\/ready'/],
  [{ health: { timeout: -1 } }, 'health.timeout', /2000/],
  [{ health: { timeout: 2 ** 31 } }, 'health.timeout', /2000/],
  [{ health: { cacheFor: '1s' } }, 'health.cacheFor', /1000/],
  [{ health: { indicators: {} } }, 'health.indicators', /\[ \]/],
  [{ health: { indicators: [{ name: 'redis' }] } }, 'health.indicators[0]', /check: signal/],
  [{ health: { indicators: [{ name: 'a b', check }] } }, 'health.indicators[0]', /check: signal/],
  [
    {
      health: {
        indicators: [
          { name: 'redis', check },
          { name: 'redis', check },
        ],
      },
    },
    'health.indicators[1].name',
    /own name/,
  ],
  [{ redaction: { keys: [''] } }, 'redaction.keys[0]', /taxNumber/],
  [{ redaction: { keys: ['*.password'] } }, 'redaction.keys[0]', /paths and patterns/],
  [{ redaction: { paths: ['a..b'] } }, 'redaction.paths[0]', /customer\.iban/],
  [{ redaction: { paths: ['**'] } }, 'redaction.paths[0]', /customer\.iban/],
  [{ redaction: { patterns: [/(a+)+$/] } }, 'redaction.patterns[0]', /detectors/],
  [{ redaction: { patterns: ['a'] } }, 'redaction.patterns[0]', /detectors/],
  [{ redaction: { detectors: [{}] } }, 'redaction.detectors[0]', /find/],
  [{ redaction: { emails: 'yes' } }, 'redaction.emails', /true or false/],
  [{ redaction: { pseudonyms: { key: 'short' } } }, 'redaction.pseudonyms.key', /openssl/],
  [
    { redaction: { pseudonyms: { keys: ['userId'] } } },
    'redaction.pseudonyms.key',
    /OBSERVABILITY_PSEUDONYM_KEY/,
  ],
  [{ redaction: { onRedacted: 1 } }, 'redaction.onRedacted', /leave it out/],
  [{ http: { headers: { request: ['a b'] } } }, 'http.headers.request[0]', /content-type/],
  [{ http: { body: { ratio: 2 } } }, 'http.body.ratio', /0\.1/],
  [{ http: { body: { routes: ['orders'] } } }, 'http.body.routes[0]', /template/],
  [{ http: { body: { maxLength: 1 } } }, 'http.body.maxLength', /2048/],
  [{ http: { query: 'keep' } }, 'http.query', /drop/],
  [{ redaction: { censor: null } }, 'redaction.censor', /\[REDACTED\]/],
  [{ otlp: 'http://c:4318' }, 'otlp', /endpoint, endpoints, signals, headers/],
  [{ otlp: { endpoint: 'collector:4318' } }, 'otlp.endpoint', /'http:\/\/localhost:4318'/],
  [{ otlp: { endpoint: 'grpc://collector:4317' } }, 'otlp.endpoint', /'http:\/\/localhost:4318'/],
  [{ otlp: { endpoint: 'http://me:pass@c:4318' } }, 'otlp.endpoint', /otlp\.headers/],
  [{ otlp: { endpoint: 'http://c:4318/v1/traces' } }, 'otlp.endpoint', /'http:\/\/localhost:4318'/],
  [{ otlp: { headers: { 'api key': 'k' } } }, 'otlp.headers["api key"]', /letters, digits and hyphens/],
  [{ otlp: { headers: { 'api-key': 'a\nb' } } }, 'otlp.headers["api-key"]', /single line/],
  [{ otlp: { headers: { 'Content-Type': 'k' } } }, 'otlp.headers["Content-Type"]', /HTTP itself sets/],
  [{ otlp: { protocol: 'udp' } }, 'otlp.protocol', /'http\/protobuf'/],
  [{ otlp: { headers: class Headers {} } }, 'otlp.headers', /name: value/],
  [{ otlp: { signals: ['spans'] } }, 'otlp.signals', /\['traces'\]/],
  [{ otlp: { endpoints: { traces: 'c:4318' } } }, 'otlp.endpoints.traces', /v1\/traces/],
  [{ otlp: { endpoints: { spans: 'http://c' } } }, 'otlp.endpoints.spans', /traces, metrics, logs/],
  [{ otlp: { endpoint: 'http://c:4317' } }, 'otlp.endpoint', /protocol 'grpc'/],
  [{ otlp: { endpoint: 'http://c:4318', headers: { 'x-api-key': 'k' } } }, 'otlp.endpoint', /otlp\.insecure/],
  [{ otlp: { endpoint: 'http://c:4318', headers: () => ({}) } }, 'otlp.endpoint', /otlp\.insecure/],
  [{ otlp: { tls: { ca: '/no/ca.pem' } } }, 'otlp.tls.ca', /may read/],
  [{ otlp: { tls: { cert: '-----BEGIN CERTIFICATE-----' } } }, 'otlp.tls.cert', /name both/],
  [{ otlp: { headersFile: '/no/headers' } }, 'otlp.headersFile', /name=value/],
  [{ otlp: [{ endpoint: 'http://a:4318' }, { endpoint: 'b' }] }, 'otlp[1].endpoint', /http:/],
  [{ otlp: [{ endpoint: 'http://a:4318' }, { headrs: {} }] }, 'otlp[1].headrs', /did you mean 'headers'\?/],
  [{ otlp: ['http://a:4318'] }, 'otlp[0]', /endpoint, /],
  [{ otlp: [{}, { tls: { ca: '/no/ca.pem' } }] }, 'otlp[1].tls.ca', /may read/],
  [{ otlp: { protocol: 'http/protobuff' } }, 'otlp.protocol', /did you mean 'http\/protobuf'\?/],
  [{ otlp: { compression: true } }, 'otlp.compression', /'gzip'/],
  [{ otlp: { timeout: 0 } }, 'otlp.timeout', /5000/],
  [{ otlp: { queue: { maxBytes: 1_000 } } }, 'otlp.queue.maxBytes', /16_777_216/],
  [{ otlp: { queue: { maxAge: 0 } } }, 'otlp.queue.maxAge', /300000/],
  [{ otlp: { queue: { maxParallel: 100 } } }, 'otlp.queue.maxParallel', /4/],
  [{ shutdown: { flushTimeout: Infinity } }, 'shutdown.flushTimeout', /3000/],
  [{ errors: true }, 'errors', /expected, exposeTraceId, reporters/],
  [{ errors: { expected: 'NotFound' } }, 'errors.expected', /error => error instanceof/],
  [{ errors: { expected: class Expected {} } }, 'errors.expected', /error => error instanceof/],
  [{ errors: { exposeTraceID: true } }, 'errors.exposeTraceID', /'exposeTraceId'/],
  [{ errors: { exposeTraceId: 'yes' } }, 'errors.exposeTraceId', /without quotes/],
  [{ errors: { reporters: [{}] } }, 'errors.reporters[0]', /new SentryReporter\(Sentry\)/],
  [{ identify: 'user' }, 'identify', /request => /],
  [{ identify: class User {} }, 'identify', /request => /],
];

describe('A wrong options tree', () => {
  it.each(WRONG_TREES)('%j is refused at its key with a fix', (options, path, fix) => {
    const error = refusal(options);

    expect(error.problems).toHaveLength(1);
    expect(error.problems[0]?.path).toBe(path);
    expect(error.problems[0]?.fix).toMatch(fix);
    expect(error.message).toContain(`${path} ${error.problems[0]?.message}`);
    expect(error.message).toContain(error.problems[0]?.fix);
  });

  it('has all its mistakes listed at once, also those across options', () => {
    const { problems, code, message } = refusal({
      trcing: true,
      tracing: { ratio: 2 },
      metrics: { path: '/ready', durationBuckets: [2, 1] },
      health: { timeout: 0, colour: 'red' },
    });

    expect(code).toBe('OBSERVABILITY_CONFIGURATION');
    expect(message).toContain('6 problems');
    expect(paths(problems)).toEqual([
      'health.colour',
      'health.readinessPath',
      'health.timeout',
      'metrics.durationBuckets',
      'tracing.ratio',
      'trcing',
    ]);
  });

  it('says what was given', () => {
    expect(refusal({ tracing: { ratio: 1.5 } }).message).toContain('from 0 to 1, got 1.5.');
    expect(refusal({ http: { requestIdHeader: 'a b' } }).message).toContain('got "a b".');
    expect(refusal({ metrics: { durationBuckets: [2, 1] } }).message).toContain('got [2, 1].');
    expect(refusal({ otlp: { timeout: 10n ** 70n } }).message.length).toBeLessThan(400);
  });

  it('never has a secret printed', () => {
    const secret = 'hunter2';
    const wrong = [
      { otlp: secret },
      { otlp: { headers: secret } },
      { otlp: { headers: [secret] } },
      { otlp: { headers: { authorization: `${secret}\n` } } },
      { otlp: { headers: { 'x y': secret } } },
      { otlp: { endpoint: `http://me:${secret}@c:4318` } },
      { otlp: { endpoint: `me:${secret}@c:4318` } },
      { otlp: { header: { authorization: secret } } },
      { otlp: { endpoint: 'http://c:4318', headers: { authorization: secret } } },
      { otlp: [{}, { headers: { authorization: `${secret}\n` } }] },
      { redaction: { pseudonyms: { key: secret } } },
      { redaction: { pseudonyms: secret } },
      { otlp: { tls: secret } },
      { otlp: { tls: { cert: `-----BEGIN ${secret}`, key: `-----BEGIN ${secret}` } } },
    ];

    for (const options of wrong) {
      const error = refusal(options);
      expect(error.message).not.toContain(secret);
      expect(JSON.stringify(error.problems)).not.toContain(secret);
    }
  });
});

function refusal(options: unknown): ObservabilityConfigurationError {
  try {
    resolveOptions(options as object, {});
  } catch (error) {
    if (error instanceof ObservabilityConfigurationError) return error;
    throw error;
  }
  throw new Error('The options were accepted.');
}

function paths(problems: readonly ConfigurationProblem[]): string[] {
  return problems.map(({ path }) => path).sort();
}
