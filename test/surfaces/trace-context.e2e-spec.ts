import { context, propagation } from '@opentelemetry/api';
import { Controller, Get, Module } from '@nestjs/common';
import fc from 'fast-check';
import { Traced } from 'nestjs-observability';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { exchangeRaw } from './support/raw-socket.js';
import { cases, numbered, parent, spanId, traceId, type Headers } from './support/trace-context-cases.js';

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
