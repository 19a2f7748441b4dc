import { Controller, Get, Module } from '@nestjs/common';
import { Audited, type ObservabilityOptions } from 'nestjs-observability';
import { setEnvironment } from '../support/environment.js';
import { adapters, testApp } from '../support/test-app.js';
import { runningApp } from '../support/running-app.js';

@Controller()
class HomeController {
  @Get()
  @Audited('home.visit')
  home(): string {
    return 'home';
  }
}

@Module({ controllers: [HomeController] })
class HomeModule {}

const trust = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'];

/** Absent is `undefined`. */
interface Seen {
  readonly client?: string | undefined;
  readonly scheme?: 'http' | 'https';
  readonly host?: string;
  readonly port?: number;
}

type Row = [title: string, headers: Record<string, string>, seen: Seen];

const xForwarded: Row[] = [
  ['nobody says anything', {}, { client: '127.0.0.1' }],
  ['one proxy', { 'x-forwarded-for': '203.0.113.7' }, { client: '203.0.113.7' }],
  ['a chain of proxies', { 'x-forwarded-for': '203.0.113.7, 10.0.0.9, 10.1.2.3' }, { client: '203.0.113.7' }],
  [
    'a client that writes entries of its own',
    { 'x-forwarded-for': '1.1.1.1, 203.0.113.7, 10.1.2.3' },
    { client: '203.0.113.7' },
  ],
  [
    'a client that pretends to be a proxy',
    { 'x-forwarded-for': '8.8.8.8, 10.6.6.6, 203.0.113.7' },
    { client: '203.0.113.7' },
  ],
  ['a request from inside', { 'x-forwarded-for': '10.0.0.9, 10.1.2.3' }, { client: '10.0.0.9' }],
  ['IPv6', { 'x-forwarded-for': '2001:DB8::17, fd00::1' }, { client: '2001:db8::17' }],
  [
    'IPv6 with brackets and port',
    { 'x-forwarded-for': '[2001:db8::17]:4711, [fd00::1]:80' },
    { client: '2001:db8::17' },
  ],
  ['IPv4 in IPv6', { 'x-forwarded-for': '::ffff:203.0.113.7, ::ffff:10.0.0.1' }, { client: '203.0.113.7' }],
  ['a port', { 'x-forwarded-for': '203.0.113.7:51000' }, { client: '203.0.113.7' }],
  ['a proxy that does not know', { 'x-forwarded-for': 'unknown, 10.0.0.1' }, { client: undefined }],
  ['a name', { 'x-forwarded-for': 'client.example' }, { client: undefined }],
  [
    'garbage before the client',
    { 'x-forwarded-for': '"<script>, \xff, 203.0.113.7' },
    { client: '203.0.113.7' },
  ],
  [
    'a quote that never ends',
    { 'x-forwarded-for': '1.1.1.1", 203.0.113.7, 10.0.0.1' },
    { client: '203.0.113.7' },
  ],
  ['an address with a zone', { 'x-forwarded-for': 'fe80::1%eth0' }, { client: undefined }],
  ['numbers that are no address', { 'x-forwarded-for': '300.1.1.1' }, { client: undefined }],
  ['an octal address', { 'x-forwarded-for': '0177.0.0.1' }, { client: undefined }],
  ['an empty header', { 'x-forwarded-for': '' }, { client: '127.0.0.1' }],
  [
    'ten thousand entries',
    { 'x-forwarded-for': `${'1.1.1.1,'.repeat(1_500)}203.0.113.7` },
    { client: '203.0.113.7' },
  ],
  [
    'more proxies than are followed',
    { 'x-forwarded-for': `203.0.113.7${',10.0.0.1'.repeat(40)}` },
    { client: '10.0.0.1' },
  ],
  [
    'TLS at the proxy',
    { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' },
    { client: '203.0.113.7', scheme: 'https' },
  ],
  ['a scheme without an address', { 'x-forwarded-proto': 'HTTPS' }, { client: '127.0.0.1', scheme: 'https' }],
  [
    'a scheme of the client before that of the proxies',
    { 'x-forwarded-for': '203.0.113.7, 10.0.0.1', 'x-forwarded-proto': 'http, https, http' },
    { client: '203.0.113.7', scheme: 'https' },
  ],
  ['a scheme that nobody speaks', { 'x-forwarded-proto': 'javascript' }, { client: '127.0.0.1' }],
  [
    'a host',
    { 'x-forwarded-host': 'Shop.example:8443' },
    { client: '127.0.0.1', host: 'shop.example', port: 8443 },
  ],
  [
    'an IPv6 host',
    { 'x-forwarded-host': '[2001:db8::1]:443' },
    { client: '127.0.0.1', host: '2001:db8::1', port: 443 },
  ],
  ['a host that is none', { 'x-forwarded-host': 'a b/<c>' }, { client: '127.0.0.1' }],
  ['a port that is none', { 'x-forwarded-host': 'shop.example:99999' }, { client: '127.0.0.1' }],
  [
    'the header that these proxies do not write',
    { forwarded: 'for=1.1.1.1;proto=https' },
    { client: '127.0.0.1' },
  ],
];

const rfc7239: Row[] = [
  ['one proxy', { forwarded: 'for=192.0.2.43' }, { client: '192.0.2.43' }],
  ['a port and quotes', { forwarded: 'for="192.0.2.43:47011"' }, { client: '192.0.2.43' }],
  ['IPv6', { forwarded: 'For="[2001:db8:cafe::17]:4711"' }, { client: '2001:db8:cafe::17' }],
  ['a chain', { forwarded: 'for=192.0.2.43, for="[fd00::1]";by=10.0.0.1' }, { client: '192.0.2.43' }],
  [
    'everything',
    { forwarded: 'for=192.0.2.60;proto=https;by=203.0.113.43;host=shop.example' },
    { client: '192.0.2.60', scheme: 'https', host: 'shop.example' },
  ],
  [
    'what the proxy of the client says of scheme and host',
    { forwarded: 'for=192.0.2.60;proto=https;host=a.example, for=10.0.0.1;proto=http;host=b.internal' },
    { client: '192.0.2.60', scheme: 'https', host: 'a.example' },
  ],
  [
    'an element of the client',
    { forwarded: 'for=10.6.6.6;proto=http;host=evil.example, for=192.0.2.60;proto=https' },
    { client: '192.0.2.60', scheme: 'https' },
  ],
  ['an obfuscated client', { forwarded: 'for=_hidden, for=10.0.0.1' }, { client: undefined }],
  ['an unknown client', { forwarded: 'for=unknown;proto=https' }, { client: undefined, scheme: 'https' }],
  [
    'a quote of the client that never ends',
    { forwarded: 'for="1.1.1.1, for=192.0.2.60' },
    { client: '192.0.2.60' },
  ],
  ['an escaped quote', { forwarded: 'for=1.1.1.1;x="a\\",b", for=192.0.2.60' }, { client: '192.0.2.60' }],
  ['no client at all', { forwarded: 'proto=https' }, { client: undefined, scheme: 'https' }],
  ['nonsense', { forwarded: ';;=,==;for' }, { client: undefined }],
  [
    'the headers that these proxies do not write',
    { 'x-forwarded-for': '1.1.1.1', 'x-forwarded-proto': 'https' },
    { client: '127.0.0.1' },
  ],
];

const start = (adapter: (typeof adapters)[number], http: ObservabilityOptions['http']) =>
  runningApp(() =>
    testApp(HomeModule)
      .on(adapter)
      .observedWith({ ...(http && { http }) })
      .start(),
  );

describe.each(adapters)('Behind proxies, %s knows', adapter => {
  describe.each<[string, 'x-forwarded' | 'forwarded', Row[]]>([
    ['X-Forwarded-*', 'x-forwarded', xForwarded],
    ['Forwarded', 'forwarded', rfc7239],
  ])('by %s', (_name, header, rows) => {
    const running = start(adapter, { forwarded: { trust, header } });

    it.each(rows)('the client: %s', async (_title, headers, { client, scheme = 'http', host, port }) => {
      expect((await running.client.get('/', headers)).status).toBe(200);
      const span = running.telemetry.spans().find(({ kind }) => kind === 'server');
      expect(span?.attributes).toMatchObject({ 'url.scheme': scheme });
      expect([
        span?.attributes['client.address'],
        span?.attributes['server.address'],
        span?.attributes['server.port'],
      ]).toEqual([client, host, port]);
      const [audited] = running.telemetry.logs().filter(line => 'audit.record' in line);
      expect(
        (audited?.['audit.record'] as { source?: { address?: string } } | undefined)?.source?.address,
      ).toBe(client);
    });

    it('who holds the connection, too', async () => {
      await running.client.get('/', { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7' });
      const span = running.telemetry.spans().find(({ kind }) => kind === 'server');
      expect(span?.attributes['network.peer.address']).toBe('127.0.0.1');
    });
  });

  it.each<[string, ObservabilityOptions['http']]>([
    ['nobody', undefined],
    ['somebody else', { forwarded: { trust: ['192.0.2.0/24'] } }],
  ])('only the connection when %s is trusted', async (_who, http) => {
    const { client, telemetry, stop } = await testApp(HomeModule)
      .on(adapter)
      .observedWith({ ...(http && { http }) })
      .start();
    await client.get('/', {
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'shop.example',
      forwarded: 'for=203.0.113.7;proto=https',
    });
    const { attributes = {} } = telemetry.spans().find(({ kind }) => kind === 'server') ?? {};
    await stop();
    expect(attributes).toMatchObject({ 'client.address': '127.0.0.1', 'url.scheme': 'http' });
    expect(attributes).not.toHaveProperty(['server.address']);
    expect(attributes).not.toHaveProperty(['network.peer.address']);
  });

  it('the proxies that the environment names', async () => {
    const restore = setEnvironment({ OBSERVABILITY_FORWARDED_TRUST: '127.0.0.0/8' });
    const { client, telemetry, stop } = await testApp(HomeModule).on(adapter).start();
    restore();
    await client.get('/', { 'x-forwarded-for': '203.0.113.7' });
    const span = telemetry.spans().find(({ kind }) => kind === 'server');
    await stop();
    expect(span?.attributes['client.address']).toBe('203.0.113.7');
  });
});
