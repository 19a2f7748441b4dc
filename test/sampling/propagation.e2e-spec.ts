import { Controller, Get, Module, Query } from '@nestjs/common';
import { context, propagation } from '@opentelemetry/api';
import type { PropagationOptions } from 'nestjs-observability';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { send } from '../http/support/send.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

@Controller()
class TravelController {
  @Get('seen')
  seen() {
    return Object.fromEntries(
      propagation
        .getActiveBaggage()
        ?.getAllEntries()
        .map(([key, { value }]) => [key, value]) ?? [],
    );
  }

  /** What would leave, with two entries of the application's own. */
  @Get('sent')
  sent() {
    const own = propagation.createBaggage({ tenant: { value: 'acme' }, secret: { value: 'x' } });
    const carrier: Record<string, string> = {};
    propagation.inject(propagation.setBaggage(context.active(), own), carrier);
    return carrier;
  }

  @Get('headers')
  headers() {
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    return carrier;
  }

  @Get('call')
  async call(@Query('host') host: string, @Query('port') port: string) {
    return (await fetch(`http://${host}:${port}/seen-headers`)).json();
  }
}

@Module({ controllers: [TravelController] })
class TravelModule {}

describe.each(adapters)('Beside the trace, on %s,', adapter => {
  let running: RunningTestApp | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  const start = async (options: PropagationOptions) =>
    (running = await testApp(TravelModule)
      .on(adapter)
      .observedWith({ propagation: { trust: 'always', ...options } })
      .start());
  const seen = async (headers: Record<string, string>) =>
    JSON.parse((await send(running!.client, { path: '/seen', headers })).body) as Record<string, string>;

  it('no baggage comes in or goes out unless it is named', async () => {
    const { client } = await start({});
    expect(await seen({ traceparent, baggage: 'tenant=acme' })).toEqual({});
    expect((await client.get('/sent')).json()).toEqual({ traceparent: expect.any(String) });
  });

  it('only the named entries travel', async () => {
    const { client } = await start({ baggage: { keys: ['tenant', 'plan'] } });
    expect(await seen({ baggage: 'tenant=acme,role=admin,plan=gold;p=1,__proto__=x,constructor=y' })).toEqual(
      {
        tenant: 'acme',
        plan: 'gold',
      },
    );
    expect((await client.get('/sent')).json()).toMatchObject({ baggage: 'tenant=acme' });
    expect({}).not.toHaveProperty('x');
  });

  it('entries and bytes have a limit over all headers', async () => {
    const { client } = await start({ baggage: { keys: ['a', 'b', 'c'], maxEntries: 2, maxBytes: 12 } });
    expect(await seen({ baggage: 'a=1,b=2,c=3' })).toEqual({ a: '1', b: '2' });
    expect(await seen({ baggage: `a=${'1'.repeat(12)},b=2` })).toEqual({ b: '2' });
    const text = await client.raw(
      `GET /seen HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${Array.from({ length: 200 }, (_, index) => `baggage: ${'abc'[index % 3]}=${index}\r\n`).join('')}\r\n`,
    );
    const body = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as object;
    expect(Object.keys(body)).toHaveLength(2);
  });

  it.each([
    ['is no list', ';;;,,,==='],
    ['is not encoded', 'tenant=%zz'],
    ['has control characters in it', 'tenant=%0d%0aevil'],
    ['is very long', `tenant=${'x'.repeat(9_000)}`],
  ])('baggage that %s hurts nobody', async (_what, baggage) => {
    await start({ baggage: { keys: ['tenant'] } });
    const got = await seen({ baggage });
    expect(Object.keys(got).filter(key => key !== 'tenant')).toEqual([]);
    expect(Buffer.byteLength(JSON.stringify(got))).toBeLessThan(1_100);
  });

  it('the trace goes only to the hosts that are named', async () => {
    const { createServer } = await import('node:http');
    const behind = createServer((request, response) => response.end(JSON.stringify(request.headers)));
    await new Promise<void>(resolve => behind.listen(0, '127.0.0.1', resolve));
    const { port } = behind.address() as { port: number };
    const { client, telemetry } = await start({ inject: { hosts: ['LOCALHOST', '*.internal'] } });
    const stranger = (await client.get(`/call?host=127.0.0.1&port=${port}`)).json();
    expect(stranger).not.toHaveProperty('traceparent');
    const friend = (await client.get(`/call?host=localhost&port=${port}`)).json();
    expect(friend).toHaveProperty('traceparent');
    // The calls are seen all the same.
    expect(telemetry.spans().filter(({ kind }) => kind === 'client')).toHaveLength(2);
    await new Promise(resolve => behind.close(resolve));
  });

  it.each([
    ['a state that is no list', `${'='.repeat(20)},,,`],
    ['a state with two members of one name', 'a=1,a=2'],
    ['a state of more than 32 members', Array.from({ length: 40 }, (_, index) => `k${index}=1`).join(',')],
    ['a state of 8 kB', `k=${'x'.repeat(8_000)}`],
    ['a state that names a property of every object', '__proto__=1,constructor=2'],
  ])('%s does not break the trace', async (_what, tracestate) => {
    const { client } = await start({});
    const answer = await client.get('/headers', { traceparent, tracestate });
    expect(answer.status).toBe(200);
    expect(answer.json<{ traceparent: string }>().traceparent).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/,
    );
    expect((answer.json<{ tracestate?: string }>().tracestate ?? '').length).toBeLessThanOrEqual(512);
  });

  it.each([
    ['of a later version with more fields', `cc${traceparent.slice(2)}-what-comes-later`, true],
    ['of a later version', `cc${traceparent.slice(2)}`, true],
    ['of a later version with a bad end', `cc${traceparent.slice(2)}.what`, false],
    ['with flags that nobody knows', `${traceparent.slice(0, -2)}ff`, true],
    ['with flags of one digit', traceparent.slice(0, -1), false],
    ['with flags that are no digits', `${traceparent.slice(0, -2)}.1`, false],
    ['with a short trace', `00-${'a'.repeat(31)}-b7ad6b7169203331-01`, false],
    ['with a long trace', `00-${'a'.repeat(33)}-b7ad6b7169203331-01`, false],
    ['with a trace that is no number', `00-${'.'.repeat(32)}-b7ad6b7169203331-01`, false],
    ['with a short span', `00-${'a'.repeat(32)}-b7ad6b716920333-01`, false],
    ['with a span that is no number', `00-${'a'.repeat(32)}-${'g'.repeat(16)}-01`, false],
    ['with a version of one digit', `0-${traceparent.slice(3)}`, false],
    ['with a version that is no number', `.0${traceparent.slice(2)}`, false],
    ['with blanks around it', ` ${traceparent} `, true],
  ])('a parent %s is read as W3C has it: %s continues %s', async (_what, header, continues) => {
    const { client } = await start({});
    const { traceparent: own } = (await client.get('/headers', { traceparent: header })).json<{
      traceparent: string;
    }>();
    expect(own.slice(3, 35) === '0af7651916cd43dd8448eb211c80319c').toBe(continues);
  });
});
