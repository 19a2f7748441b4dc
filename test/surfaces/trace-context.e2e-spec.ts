import { context, propagation } from '@opentelemetry/api';
import { Controller, Get, Module } from '@nestjs/common';
import fc from 'fast-check';
import { Traced } from 'nestjs-observability';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { exchangeRaw } from './support/raw-socket.js';

@Controller()
class ForwardController {
  /** What the next service would get. */
  @Get()
  @Traced()
  headers(): Record<string, string> {
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    return carrier;
  }
}

@Module({ controllers: [ForwardController] })
class ForwardModule {}

const traceId = '12345678901234567890123456789012';
const spanId = '1234567890123456';
const parent = `00-${traceId}-${spanId}-01`;
const numbered = (count: number) =>
  Array.from({ length: count }, (_, at) => `bar${String(at).padStart(2, '0')}=${at}`).join(',');

type Headers = readonly (readonly [name: string, value: string])[];

/** The cases of the conformance suite of W3C Trace Context: is a trace continued, and with which state? */
const cases: [title: string, headers: Headers, continued: boolean, state?: string | undefined][] = [
  ['nothing', [], false],
  ['a valid header', [['traceparent', parent]], true],
  ['an unsampled one', [['traceparent', `00-${traceId}-${spanId}-00`]], true],
  ['flags that nobody knows yet', [['traceparent', `00-${traceId}-${spanId}-ff`]], true],
  ['a name in capitals', [['TRACEPARENT', parent]], true],
  ['a name in mixed case', [['TraceParent', parent]], true],
  ['a name with a hyphen', [['trace-parent', parent]], false],
  ['a name with a dot', [['trace.parent', parent]], false],
  ['blanks around', [['traceparent', ` \t${parent}\t `]], true],
  [
    'the same twice',
    [
      ['traceparent', parent],
      ['traceparent', parent],
    ],
    false,
  ],
  [
    'two of them',
    [
      ['traceparent', parent],
      ['traceparent', `00-${'9'.repeat(32)}-${spanId}-01`],
    ],
    false,
  ],
  ['version 00 with a dot at its end', [['traceparent', `${parent}.`]], false],
  ['version 00 with more at its end', [['traceparent', `${parent}-what-the-future-will-be-like`]], false],
  ['a later version', [['traceparent', `cc-${traceId}-${spanId}-01`]], true],
  [
    'a later version with more at its end',
    [['traceparent', `cc-${traceId}-${spanId}-01-what-the-future-will-be-like`]],
    true,
  ],
  [
    'a later version with a dot at its end',
    [['traceparent', `cc-${traceId}-${spanId}-01.what-the-future-will-be-like`]],
    false,
  ],
  ['version ff', [['traceparent', `ff-${traceId}-${spanId}-01`]], false],
  ['a version of other characters', [['traceparent', `.0-${traceId}-${spanId}-01`]], false],
  ['a version whose end is another character', [['traceparent', `0.-${traceId}-${spanId}-01`]], false],
  ['a version too long', [['traceparent', `000-${traceId}-${spanId}-01`]], false],
  ['a version too short', [['traceparent', `0-${traceId}-${spanId}-01`]], false],
  ['a trace id of zeros', [['traceparent', `00-${'0'.repeat(32)}-${spanId}-01`]], false],
  ['a trace id of other characters', [['traceparent', `00-.${traceId.slice(1)}-${spanId}-01`]], false],
  ['a trace id in capitals', [['traceparent', `00-${'A'.repeat(32)}-${spanId}-01`]], false],
  ['a trace id too long', [['traceparent', `00-${traceId}3-${spanId}-01`]], false],
  ['a trace id too short', [['traceparent', `00-${traceId.slice(1)}-${spanId}-01`]], false],
  ['a parent id of zeros', [['traceparent', `00-${traceId}-${'0'.repeat(16)}-01`]], false],
  ['a parent id of other characters', [['traceparent', `00-${traceId}-.${spanId.slice(1)}-01`]], false],
  ['a parent id too long', [['traceparent', `00-${traceId}-${spanId}3-01`]], false],
  ['a parent id too short', [['traceparent', `00-${traceId}-${spanId.slice(1)}-01`]], false],
  ['flags of other characters', [['traceparent', `00-${traceId}-${spanId}-.0`]], false],
  ['flags too long', [['traceparent', `00-${traceId}-${spanId}-001`]], false],
  ['flags too short', [['traceparent', `00-${traceId}-${spanId}-1`]], false],
  ['state without a parent', [['tracestate', 'foo=1']], false],
  [
    'state beside a parent that is none',
    [
      ['traceparent', 'x'],
      ['tracestate', 'foo=1'],
    ],
    false,
  ],
  [
    'state',
    [
      ['traceparent', parent],
      ['tracestate', 'foo=1,bar=2'],
    ],
    true,
    'foo=1,bar=2',
  ],
  [
    'state under a name in capitals',
    [
      ['traceparent', parent],
      ['TraceState', 'foo=1'],
    ],
    true,
    'foo=1',
  ],
  [
    'state in two headers',
    [
      ['traceparent', parent],
      ['tracestate', 'foo=1,bar=2'],
      ['tracestate', 'rojo=1'],
    ],
    true,
    'foo=1,bar=2,rojo=1',
  ],
  [
    'an empty state',
    [
      ['traceparent', parent],
      ['tracestate', ''],
    ],
    true,
  ],
  [
    'empty states around one',
    [
      ['traceparent', parent],
      ['tracestate', ''],
      ['tracestate', 'foo=1'],
      ['tracestate', ''],
    ],
    true,
    'foo=1',
  ],
  [
    'blanks in state',
    [
      ['traceparent', parent],
      ['tracestate', 'foo=1 \t , \t bar=2'],
    ],
    true,
    'foo=1,bar=2',
  ],
  [
    'every character of a key',
    [
      ['traceparent', parent],
      ['tracestate', 'abcdefghijklmnopqrstuvwxyz0123456789_-*/=1'],
    ],
    true,
    'abcdefghijklmnopqrstuvwxyz0123456789_-*/=1',
  ],
  [
    'a key of a tenant',
    [
      ['traceparent', parent],
      ['tracestate', 't@v=1'],
    ],
    true,
    't@v=1',
  ],
  [
    'a key with a blank',
    [
      ['traceparent', parent],
      ['tracestate', 'foo =1'],
    ],
    true,
  ],
  [
    'a key in capitals',
    [
      ['traceparent', parent],
      ['tracestate', 'FOO=1'],
    ],
    true,
  ],
  [
    'a key with a dot',
    [
      ['traceparent', parent],
      ['tracestate', 'foo.bar=1'],
    ],
    true,
  ],
  [
    'a key with nothing after its at',
    [
      ['traceparent', parent],
      ['tracestate', 'foo@=1'],
    ],
    true,
  ],
  [
    'a key with nothing before its at',
    [
      ['traceparent', parent],
      ['tracestate', '@foo=1'],
    ],
    true,
  ],
  [
    'a key with two ats',
    [
      ['traceparent', parent],
      ['tracestate', 'foo@@bar=1'],
    ],
    true,
  ],
  [
    'a key that is long',
    [
      ['traceparent', parent],
      ['tracestate', `${'z'.repeat(256)}=1`],
    ],
    true,
    `${'z'.repeat(256)}=1`,
  ],
  [
    'a key too long',
    [
      ['traceparent', parent],
      ['tracestate', `${'z'.repeat(257)}=1`],
    ],
    true,
  ],
  [
    'a value with an equals sign',
    [
      ['traceparent', parent],
      ['tracestate', 'foo=bar=baz'],
    ],
    true,
  ],
  [
    'no value',
    [
      ['traceparent', parent],
      ['tracestate', 'foo='],
    ],
    true,
  ],
  [
    'as many members as may be',
    [
      ['traceparent', parent],
      ['tracestate', numbered(32)],
    ],
    true,
    numbered(32),
  ],
];

describe.each(adapters)('The trace context on %s', adapter => {
  let trusted: RunningTestApp;
  let strange: RunningTestApp;
  beforeAll(async () => {
    const baggage = { keys: ['tenant', '__proto__'], maxEntries: 4, maxBytes: 200 };
    trusted = await testApp(ForwardModule)
      .on(adapter)
      .observedWith({ propagation: { trust: ['127.0.0.1'], baggage } })
      .start();
    strange = await testApp(ForwardModule).on(adapter).observedWith({ propagation: { baggage } }).start();
  });
  afterAll(() => Promise.all([trusted.stop(), strange.stop()]));

  /** Without a client library, which would join or refuse headers. */
  const forwarded = async ({ port }: RunningTestApp, headers: Headers) => {
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const request = `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${lines}\r\n`;
    const { text } = await exchangeRaw(port, { pieces: [request], ends: false });
    return JSON.parse(/\{[^]*\}/.exec(text)?.[0] ?? '{}') as {
      traceparent?: string;
      tracestate?: string;
      baggage?: string;
    };
  };
  const idsIn = (header: string | undefined) =>
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-0[01]$/.exec(header ?? '')?.slice(1) ?? [];

  it.each(cases)('of a trusted caller: %s', async (...row) => {
    const [, headers, continued, state] = row;
    const { traceparent, tracestate } = await forwarded(trusted, headers);
    const [trace, span] = idsIn(traceparent);
    expect(trace).toHaveLength(32);
    expect(trace === traceId).toBe(continued);
    expect(span).not.toBe(spanId);
    expect(tracestate || undefined).toBe(state);
  });

  it('of a stranger starts a trace of its own, whatever it is', async () => {
    for (const [, headers] of cases) {
      const { traceparent, tracestate, baggage } = await forwarded(strange, [
        ...headers,
        ['baggage', 'tenant=1'],
      ]);
      expect(idsIn(traceparent)[0]).not.toBe(traceId);
      expect([tracestate, baggage]).toEqual([undefined, undefined]);
    }
  });

  it('is another span for each request of one trace', async () => {
    const spans = new Set<unknown>();
    for (let request = 0; request < 5; request += 1) {
      const [trace, span] = idsIn((await forwarded(trusted, [['traceparent', parent]])).traceparent);
      expect(trace).toBe(traceId);
      spans.add(span);
    }
    expect(spans.size).toBe(5);
  });

  it('has no more state and baggage than it may', async () => {
    const { tracestate = '' } = await forwarded(trusted, [
      ['traceparent', parent],
      ['tracestate', numbered(33)],
    ]);
    expect(tracestate.split(',').length).toBeLessThanOrEqual(32);
    const many: Headers = Array.from(
      { length: 200 },
      (_, at) => ['baggage', `tenant=${'x'.repeat(20)}${at},k${at}=1`] as const,
    );
    const { baggage = '' } = await forwarded(trusted, [['traceparent', parent], ...many]);
    expect(baggage.split(',').length).toBeLessThanOrEqual(1);
    expect(baggage.length).toBeLessThan(250);
  });

  it('keeps prototypes as they are', async () => {
    const headers: Headers = [
      ['traceparent', parent],
      ['tracestate', '__proto__=1,constructor=2'],
      ['baggage', '__proto__=polluted,tenant=acme,constructor=1'],
      ['__proto__', 'polluted'],
    ];
    const { baggage } = await forwarded(trusted, headers);
    expect(baggage).toMatch(/tenant=acme/);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty('tenant');
  });

  it('survives every header that HTTP lets through', async () => {
    const character = fc.constantFrom(...'00-abcf129=,;@%\t .~"\\_*/\u00e9');
    const value = fc.oneof(
      fc.string({ unit: character, maxLength: 300 }),
      fc
        .tuple(fc.constantFrom('00', 'cc', 'ff'), fc.string({ unit: character, maxLength: 40 }))
        .map(([a, b]) => `${a}-${traceId}-${b}`),
    );
    const id = fc.string({ unit: fc.constantFrom(...'aZ09._-/ <"\u00ff'), maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(value, value, value, id, async (traceparent, tracestate, baggage, requestId) => {
        const headers: Headers = [
          ['traceparent', traceparent],
          ['tracestate', tracestate],
          ['baggage', baggage],
          ['x-request-id', requestId],
        ];
        const answer = await forwarded(trusted, headers);
        expect(idsIn(answer.traceparent)[0]).toHaveLength(32);
        const ids = trusted.telemetry.logs().map(line => String(line['request_id']));
        expect(ids.every(each => /^[A-Za-z0-9._-]{8,64}$/.test(each))).toBe(true);
        await trusted.telemetry.clear();
      }),
      { numRuns: 150 },
    );
  });
});
