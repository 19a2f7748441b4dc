import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OtlpOptions } from '../observability.options.js';
import type { Environment } from './environment-reader.js';
import { ObservabilityConfigurationError } from './observability-configuration.error.js';
import { resolveOptions } from './resolve-options.js';

const otlp = (options: OtlpOptions | readonly OtlpOptions[], env: Environment = {}) =>
  resolveOptions({ otlp: options }, env).otlp;
const urls = (targets: readonly { readonly url: string }[]) => targets.map(({ url }) => url);

describe('Several OTLP backends', () => {
  it('each get every signal, or the signals that they take', () => {
    const { traces, metrics, logs } = otlp([
      { endpoint: 'http://a:4318' },
      { endpoint: 'https://b', signals: ['traces'], protocol: 'grpc', timeout: 5 },
    ]);

    expect(urls(traces)).toEqual(['http://a:4318/v1/traces', 'https://b']);
    expect(traces[1]).toMatchObject({ protocol: 'grpc', timeoutMs: 5 });
    expect(urls(metrics)).toEqual(['http://a:4318/v1/metrics']);
    expect(urls(logs)).toEqual(['http://a:4318/v1/logs']);
  });

  it('are the first one where a variable speaks', () => {
    const { logs } = otlp([{ endpoint: 'http://a' }, { endpoint: 'http://b', headers: { own: '1' } }], {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://env:1',
      OTEL_EXPORTER_OTLP_HEADERS: 'team=shop',
      OTEL_EXPORTER_OTLP_TIMEOUT: '7',
    });

    expect(urls(logs)).toEqual(['http://env:1/v1/logs', 'http://b/v1/logs']);
    expect(logs.map(({ headers, timeoutMs }) => [headers, timeoutMs])).toEqual([
      [{ team: 'shop' }, 7],
      [{ own: '1' }, 5_000],
    ]);
  });

  it('may be an empty list', () => {
    expect(otlp([])).toMatchObject({ traces: [], metrics: [], logs: [] });
  });
});

describe('An OTLP backend', () => {
  it('may have a URL of its own for a signal, which a variable overrules', () => {
    const options = { endpoint: 'https://c', endpoints: { metrics: 'https://c/metrics/otlp/v0.9' } };

    expect(urls(otlp(options).metrics)).toEqual(['https://c/metrics/otlp/v0.9']);
    expect(urls(otlp(options, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://env:1' }).metrics)).toEqual([
      'http://env:1/v1/metrics',
    ]);
  });

  it('of gRPC has no path, and a port of its own when none is named', () => {
    expect(urls(otlp({ protocol: 'grpc', endpoint: 'https://c:4317' }).traces)).toEqual(['https://c:4317']);
    const byName = resolveOptions({}, { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(urls(byName.otlp.traces)).toEqual(['http://localhost:4317']);
  });

  it('may speak HTTP at port 4317 when somebody says so', () => {
    expect(urls(otlp({ protocol: 'http/protobuf', endpoint: 'http://c:4317' }).traces)).toEqual([
      'http://c:4317/v1/traces',
    ]);
  });

  it.each([
    ['encrypted', { endpoint: 'https://c' }, {}],
    ['on this host', { endpoint: 'http://localhost:4318' }, {}],
    ['on this host by number', { endpoint: 'http://127.0.0.1:4318' }, {}],
    ['allowed by the option', { endpoint: 'http://c', insecure: true }, {}],
    ['allowed by a variable', { endpoint: 'http://c' }, { OTEL_EXPORTER_OTLP_INSECURE: 'true' }],
  ])('takes credentials where they are %s', (_, options, env) => {
    const withKey = { ...options, headers: { 'api-key': 'k' } };
    expect(otlp(withKey, env).traces[0]?.headers).toEqual({ 'api-key': 'k' });
  });

  it('takes a header in clear text whose name is no credential', () => {
    const options = { endpoint: 'http://loki:3100', headers: { 'X-Scope-OrgID': 'shop' } };
    expect(otlp(options).logs[0]?.headers).toEqual({ 'x-scope-orgid': 'shop' });
  });

  it('tells a mistake that three signals share once', () => {
    expect(() => otlp({ endpoint: 'http://c', headers: { 'api-key': 'k' } })).toThrow(
      /1 problem|otlp\.endpoint would send the header 'api-key' to c in clear text/,
    );
    try {
      otlp({ endpoint: 'http://c', headers: { 'api-key': 'k' }, tls: { ca: '/no/file' } });
    } catch (error) {
      expect((error as ObservabilityConfigurationError).problems.map(({ path }) => path).sort()).toEqual([
        'otlp.endpoint',
        'otlp.tls.ca',
      ]);
      return;
    }
    throw new Error('accepted');
  });

  it('keeps where rotating headers come from apart, with those of variables, which win', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'otlp-')), 'headers');
    writeFileSync(file, 'authorization=Bearer%20a\n');
    const headers = async () => ({ 'api-key': 'k' });
    const { rotating } = otlp(
      { endpoint: 'https://c', headers, headersFile: '/overruled' },
      {
        OBSERVABILITY_OTLP_HEADERS_FILE: file,
        OTEL_EXPORTER_OTLP_HEADERS: 'team=shop',
      },
    ).traces[0]!;

    expect(rotating).toEqual({ provide: headers, file, fixed: { team: 'shop' } });
  });
});
