import { resolveOptions } from '../config/resolve-options.js';
import type { OtlpOptions } from '../observability.options.js';
import {
  collector,
  grafana,
  grafanaStack,
  honeycomb,
  jaeger,
  lightstep,
  PresetError,
  scout,
  signoz,
} from './index.js';

const urlsOf = (otlp: OtlpOptions | readonly OtlpOptions[]) => {
  const { traces, metrics, logs } = resolveOptions({ otlp }, {}).otlp;
  return Object.fromEntries(
    Object.entries({ traces, metrics, logs }).map(([signal, targets]) => [
      signal,
      targets.map(({ url }) => url),
    ]),
  );
};
const everywhere = (base: string) => ({
  traces: [`${base}/v1/traces`],
  metrics: [`${base}/v1/metrics`],
  logs: [`${base}/v1/logs`],
});

describe('A preset', () => {
  it('names the addresses of its backend', () => {
    expect(urlsOf(collector())).toEqual(everywhere('http://localhost:4318'));
    expect(urlsOf(signoz({ region: 'eu', ingestionKey: 'k' }))).toEqual(
      everywhere('https://ingest.eu.signoz.cloud:443'),
    );
    expect(urlsOf(honeycomb({ apiKey: 'k', region: 'eu' }))).toEqual(
      everywhere('https://api.eu1.honeycomb.io'),
    );
    const endpoint = 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp';
    expect(urlsOf(grafana({ endpoint, instanceId: '1', token: 't' }))).toEqual(everywhere(endpoint));
    expect(urlsOf(lightstep({ accessToken: 't' }))).toEqual({
      ...everywhere('https://ingest.lightstep.com:443'),
      metrics: ['https://ingest.lightstep.com:443/metrics/otlp/v0.9'],
    });
    expect(urlsOf(lightstep({ accessToken: 't', region: 'eu' })).traces).toEqual([
      'https://ingest.eu.lightstep.com:443/v1/traces',
    ]);
  });

  it('of Jaeger sends traces alone', () => {
    expect(urlsOf(jaeger())).toEqual({ ...everywhere('http://localhost:4318'), metrics: [], logs: [] });
    expect(urlsOf(jaeger({ protocol: 'grpc' })).traces).toEqual(['http://localhost:4317']);
  });

  it('of the Grafana stack sends each signal to its store', () => {
    const stack = { tempo: 'http://tempo:4318', loki: 'http://loki:3100/', prometheus: 'http://prom:9090' };
    expect(urlsOf(grafanaStack(stack))).toEqual({
      traces: ['http://tempo:4318/v1/traces'],
      metrics: ['http://prom:9090/api/v1/otlp/v1/metrics'],
      logs: ['http://loki:3100/otlp/v1/logs'],
    });
    expect(urlsOf(grafanaStack({ mimir: 'http://mimir:8080', tenant: 'shop' })).metrics).toEqual([
      'http://mimir:8080/otlp/v1/metrics',
    ]);
  });

  it.each([
    [
      'signoz',
      () => signoz({ region: 'eu', ingestionKey: undefined as never }),
      /signoz\(\) needs ingestionKey/,
    ],
    ['lightstep', () => lightstep({ accessToken: '' }), /lightstep\(\) needs accessToken, which is empty/],
    ['honeycomb', () => honeycomb({ apiKey: undefined as never }), /needs apiKey/],
    ['grafana', () => grafana({ endpoint: 'https://g', instanceId: '1', token: ' ' }), /needs token/],
    [
      'scout',
      () => scout({ endpoint: 'https://s', tokenUrl: 'https://s/t', clientId: 'i', clientSecret: '' }),
      /needs clientSecret/,
    ],
    [
      'scout in clear text',
      () => scout({ endpoint: 'https://s', tokenUrl: 'http://s/t', clientId: 'i', clientSecret: 'hunter2' }),
      /client secret to s in clear text/,
    ],
    [
      'scout without a URL',
      () => scout({ endpoint: 'https://s', tokenUrl: 's/t', clientId: 'i', clientSecret: 'hunter2' }),
      /needs a tokenUrl/,
    ],
  ])('of %s says what is missing, and shows no secret', (_, make, message) => {
    expect(make).toThrow(PresetError);
    expect(make).toThrow(message);
    expect(make).not.toThrow(/hunter2/);
  });
});
