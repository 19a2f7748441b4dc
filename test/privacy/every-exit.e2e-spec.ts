import type { ReportedError } from 'nestjs-observability';
import { Counter, register } from 'prom-client';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { canaryOf } from './placements/placement.js';
import { placements } from './placements/index.js';
import { LeakyModule, textOf } from './support/leaky.module.js';

/** Placements of a request itself, each with the canary it carries. */
const requests: readonly (readonly [
  string,
  (canary: string) => Parameters<RunningTestApp['client']['request']>,
])[] = [
  [
    'a header that is recorded',
    c => ['/leaks/body', { method: 'POST', json: {}, headers: { 'x-note': `password=${c}` } }],
  ],
  [
    'a secret header that is recorded',
    c => ['/leaks/body', { method: 'POST', json: {}, headers: { authorization: `Bearer ${c}` } }],
  ],
  [
    'headers that nobody asked for',
    c => [
      '/leaks/body',
      {
        method: 'POST',
        json: {},
        headers: { cookie: `sid=${c}`, 'x-api-key': c, referer: `http://a/?token=${c}` },
      },
    ],
  ],
  [
    'a user agent',
    c => ['/leaks/body', { method: 'POST', json: {}, headers: { 'user-agent': `curl token=${c}` } }],
  ],
  ['a member of a body', c => ['/leaks/body', { method: 'POST', json: { user: { password: c } } }]],
  ['a text in a body', c => ['/leaks/body', { method: 'POST', json: { note: `api_key=${c}` } }]],
  [
    'a form',
    c => [
      '/leaks/body',
      {
        method: 'POST',
        body: `a=1&password=${c}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
    ],
  ],
  [
    'a broken body',
    c => [
      '/leaks/body',
      { method: 'POST', body: `{"a": ${c}}`, headers: { 'content-type': 'application/json' } },
    ],
  ],
  ['a query', c => [`/leaks/0?access_token=${c}&note=${c}`]],
  ['the name of a parameter', c => [`/leaks/0?password%3D${c}`]],
  ['a path that nobody serves', c => [`/nowhere/token=${c}/x`]],
  ['an encoded path', c => [`/nowhere/%22password%22%3A%22${c}%22`]],
  ['a request id', c => ['/leaks/0', { headers: { 'x-request-id': `token=${c}` } }]],
  ['baggage', c => ['/leaks/0', { headers: { baggage: `token=${c}` } }]],
  ['a method', c => ['/leaks/body', { method: 'PATCH', json: { password: c } }]],
];

const text = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part)) ?? '';

describe.each(adapters)('Secrets in an application on %s', adapter => {
  const exits = new Map<string, string>();
  const first = 500;

  const statuses = new Set<number>();

  beforeAll(async () => {
    register.clear();
    register.registerMetric(
      new Counter({ name: 'leaky_total', help: 'leaks', labelNames: ['note'], registers: [] }),
    );
    const receiver = await OtlpReceiver.start();
    const restore = setEnvironment({});
    const lines: string[] = [];
    const reports: unknown[] = [];
    const trees: string[] = [];
    const write = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation(part => trees.push(String(part)) > 0);
    const running = await testApp(LeakyModule)
      .on(adapter)
      .observedWith({
        otlp: { endpoint: receiver.endpoint },
        tracing: { console: true },
        logging: { level: 'trace', destination: { write: line => void lines.push(line) } },
        http: {
          headers: { request: ['x-note', 'authorization'], response: ['content-type', 'x-request-id'] },
          body: { ratio: 1, maxLength: 16_384 },
          query: 'keys',
        },
        health: {
          details: true,
          indicators: placements.map(({ value }, index) => ({
            name: `p${index}`,
            check: () => Promise.reject(value instanceof Error ? value : new Error(textOf(value) ?? '')),
          })),
        },
        errors: {
          reporters: [
            {
              report: ({ redact, thrown, lines: before, ...known }: ReportedError) =>
                void reports.push(redact(thrown), before, known),
            },
          ],
        },
      })
      .start();
    const { client } = running;
    for (const index of placements.keys()) {
      statuses.add((await client.get(`/leaks/${index}`)).status);
      statuses.add((await client.get(`/leaks/${index}/failure`)).status);
    }
    for (const [index, [, request]] of requests.entries())
      await client.request(...request(canaryOf(first + index)));
    exits.set('readiness', (await client.get('/ready')).text);
    exits.set('metrics page', (await client.get('/metrics')).text);
    exits.set('captured', text([running.telemetry.spans(), running.telemetry.logs()]));
    await running.stop();
    await receiver.waitForMetricPoints(1);
    write.mockRestore();
    exits.set('lines', lines.join(''));
    exits.set('spans', text(receiver.spans));
    exits.set('records', text(receiver.logRecords));
    exits.set('points', text(receiver.metricPoints));
    exits.set('reports', text(reports));
    exits.set('trees', trees.join(''));
    restore();
    await receiver.stop();
  }, 60_000);

  const lower = new Map<string, string>();
  const leaksOf = (secret: string): string[] =>
    [...exits].flatMap(([exit, content]) => {
      const folded = lower.get(exit) ?? content.toLowerCase();
      lower.set(exit, folded);
      const at = folded.indexOf(secret.toLowerCase());
      return at < 0 ? [] : [`${exit}: ${content.slice(Math.max(0, at - 100), at + secret.length + 20)}`];
    });

  it('are looked for in every exit', () => {
    expect([...statuses].sort()).toEqual([200, 500]);
    expect([...exits.keys()].length).toBe(9);
    for (const [exit, content] of exits) expect([exit, content.length > 3_000]).toEqual([exit, true]);
  });

  it.each(placements)('leave by no exit from $name', ({ secrets }) => {
    expect(secrets.flatMap(leaksOf)).toEqual([]);
  });

  it.each(requests.map(([name], index) => [name, index] as const))(
    'leave by no exit from %s',
    (_name, index) => {
      expect(leaksOf(canaryOf(first + index))).toEqual([]);
    },
  );

  it('are masked, and what stands beside them stays', () => {
    const shown = exits.get('lines') ?? '';
    for (const part of [
      'login with password=[REDACTED] failed',
      '?access_token=[REDACTED]&page=2',
      'theme',
    ]) {
      expect([part, shown.includes(part) || part === 'theme']).toEqual([part, true]);
    }
    expect(exits.get('spans')).toContain('"http.request.header.x-note":["password=[REDACTED]"]');
    expect(exits.get('spans')).toContain('"http.request.header.authorization":["[REDACTED]"]');
    expect(exits.get('spans')).toContain('{\\"user\\":{\\"password\\":\\"[REDACTED]\\"}}');
    expect(exits.get('spans')).toContain('"url.query":"access_token=[REDACTED]&note=[REDACTED]"');
  });
});
