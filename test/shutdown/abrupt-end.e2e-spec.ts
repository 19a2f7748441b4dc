import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority } from '../support/certificates.js';
import { ChildApp } from '../support/child-app.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { SecureReceiver } from '../support/secure-receiver.js';
import { until } from '../support/until.js';

const program = join(__dirname, 'fixtures/abrupt.mjs');
const spans = [...Array.from({ length: 10 }, (_, at) => `span ${at + 1}`), 'failed span'];
const secret = 'Bearer hunter2';

describe('what waits to be sent when a process ends abruptly', () => {
  let receiver: OtlpReceiver;
  let child: ChildApp | undefined;
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(async () => {
    await child?.stop();
    await receiver.stop();
  });

  const run = async (way: string, shutdown: object = {}, env: Readonly<Record<string, string>> = {}) => {
    child = new ChildApp(program, {
      args: [way, JSON.stringify({ shutdown })],
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
        // Nothing leaves by itself before the end.
        OTEL_BSP_SCHEDULE_DELAY: '60000',
        OTEL_BLRP_SCHEDULE_DELAY: '60000',
        OTEL_METRIC_EXPORT_INTERVAL: '600000',
        ...env,
      },
    });
    const exit = await child.waitForExit(30_000);
    return { exit, took: Number(/ended after (\d+)/.exec(child.stdout.at(-1) ?? '')?.[1]) };
  };
  const names = () => receiver.spans.map(({ name }) => name);
  const bodies = () => receiver.logRecords.map(({ body }) => body);

  it.each([
    ['throw', 1, ['last words', 'Uncaught exception: RangeError: thrown at the end']],
    ['reject', 1, ['last words', 'Unhandled rejection: RangeError: rejected at the end']],
    ['exit', 3, ['last words']],
    ['throw and exit', 5, ['last words', 'Uncaught exception: RangeError: thrown and handled']],
  ])('arrives once after the way "%s", and the code is %i', async (way, code, lines) => {
    const { exit } = await run(way);

    expect(exit).toEqual({ code, signal: null });
    expect(names().sort()).toEqual([...spans].sort());
    expect(bodies()).toEqual(expect.arrayContaining(lines));
    expect(new Set(bodies()).size).toBe(bodies().length);
    expect(receiver.requests.map(({ problem }) => problem)).toEqual(receiver.requests.map(() => undefined));
  });

  it('travels with the headers of the backend, and by JSON where that is spoken', async () => {
    await run(
      'exit',
      {},
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(secret)}`,
      },
    );

    expect(names().sort()).toEqual([...spans].sort());
    for (const { headers, contentType } of receiver.requests) {
      expect(headers['authorization']).toBe(secret);
      expect(contentType).toBe('application/json');
    }
  });

  it('travels by mutual TLS, with the headers that a file has now', async () => {
    const authority = makeAuthority();
    const secure = await SecureReceiver.start(authority, true);
    const folder = await mkdtemp(join(tmpdir(), 'abrupt-'));
    const file = join(folder, 'headers');
    await writeFile(file, `authorization=${encodeURIComponent(secret)}`);
    const { exit } = await run(
      'exit',
      {},
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: secure.endpoint,
        OTEL_EXPORTER_OTLP_CERTIFICATE: authority.caFile,
        OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: authority.client.certFile,
        OTEL_EXPORTER_OTLP_CLIENT_KEY: authority.client.keyFile,
        OBSERVABILITY_OTLP_HEADERS_FILE: file,
      },
    );
    await Promise.all([secure.stop(), rm(folder, { recursive: true })]);

    expect(exit).toEqual({ code: 3, signal: null });
    expect(new Set(secure.seen.map(({ path }) => path))).toEqual(new Set(['/v1/traces', '/v1/logs']));
    for (const { client, headers } of secure.seen)
      expect([client, headers['authorization']]).toEqual(['client', secret]);
  });

  it('is not waited for longer than allowed when the collector hangs', async () => {
    receiver.fail({ kind: 'hang' });
    const { exit, took } = await run('throw', { exitTimeout: 700 });

    expect(exit).toEqual({ code: 1, signal: null });
    expect(took).toBeGreaterThan(400);
    expect(took).toBeLessThan(2_500);
    expect(receiver.requests.length).toBeGreaterThan(0);
  });

  it.each([
    ['exit', { exitTimeout: 0 }],
    ['end', {}],
  ])('stays where it is after the way "%s" with %j', async (way, shutdown) => {
    await run(way, shutdown);

    expect(receiver.requests).toEqual([]);
  });

  it('holds back no line of the log, and no word of Node', async () => {
    await run('throw');

    await until(() => child?.stderr.some(line => /RangeError: thrown at the end/.test(line)) === true, {
      describe: () => 'the words of Node',
    });
    expect(child?.jsonLines.at(-1)).toMatchObject({ level: 'fatal' });
  });
});
