import 'nestjs-observability/testing/jest';
import { describeUnless } from '../support/describe-unless.js';
import type { RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { entrances, own } from './support/brokers.js';
import { shopOver, treeOf } from './support/shop-over.js';
import { heard } from './support/shop.module.js';

describe.each(entrances)('Messages over $name', entrance => {
  describeUnless(entrance.missing)('between the parts of one application', () => {
    let running: RunningTestApp;
    const rpc = entrance.system === 'nestjs';
    const sent = (what: string) => `${rpc ? '' : 'send '}${what} [client]`;
    const taken = (what: string) => `${rpc ? '' : 'process '}${what} [server]`;
    const tree = (...lines: string[]) => lines.map((line, depth) => '  '.repeat(depth) + line).join('\n');

    beforeAll(async () => void (running = await shopOver(entrance)));
    beforeEach(async () => {
      heard.length = 0;
      await running.telemetry.clear();
    });
    afterAll(() => running.stop());

    it.each<[string, unknown, string[]]>([
      ['sum', { answers: [3] }, ['', '', 'Sums.sum']],
      ['scoped', { answers: [3] }, ['', '', 'Sums.sum']],
      ['count', { answers: [0, 1, 2] }, ['', '']],
      ['refused', { error: 'Forbidden resource' }, ['error_answer', 'RpcException']],
      ['picky', { error: 'not today' }, ['error_answer', 'RpcException']],
      ['invalid', { error: expect.anything() }, ['error_answer', 'BadRequestException']],
      ['broken', { error: 'Internal server error' }, ['error_answer', 'Error: the shelf fell']],
    ])('go to the handler of %s in one trace', async (what, answer, [asked, answered, inside]) => {
      expect((await running.client.get(`/ask/${what}`)).json()).toEqual(answer);
      await running.telemetry.waitForIdle();
      const mark = (error: string) => (error === '' ? '' : ` ! ${error}`);
      const lines = [
        'GET /ask/:what [server] 200',
        sent(what) + mark(asked ?? ''),
        taken(what) + mark(answered ?? ''),
      ];
      expect(treeOf(running)).toBe(tree(...lines, ...(inside ? [inside] : [])));
    });

    it('tell of a handler that failed, once, and of a refusal without an error', async () => {
      await running.client.get('/ask/broken');
      await running.client.get('/ask/refused');
      await running.telemetry.waitForIdle();
      const name = (what: string) => `${rpc ? '' : 'process '}${own(what)}`;
      expect(running.telemetry).toHaveSpan(name('broken'), { status: 'error', kind: 'server', times: 1 });
      expect(running.telemetry).toHaveSpan(name('refused'), { status: 'unset', kind: 'server', times: 1 });
      expect(running.telemetry).toHaveLogLine(
        { level: 'warn', msg: `${name('refused')} completed`, handler: 'ShopController.refused' },
        { times: 1 },
      );
      expect(running.telemetry).toHaveLogLine(
        { level: 'error', msg: `${name('broken')} completed`, err: { type: 'Error' } as never },
        { times: 1 },
      );
    });

    it('end when the sender waits no longer', async () => {
      expect((await running.client.get('/ask/slow')).json()).toEqual({ error: 'Timeout has occurred' });
      await running.telemetry.waitForIdle();
      expect(treeOf(running)).toBe(tree('GET /ask/:what [server] 200', sent('slow'), taken('slow')));
    });

    it('are measured by their pattern, on both sides', async () => {
      await running.client.get('/ask/sum');
      await running.client.get('/ask/broken');
      await running.telemetry.waitForIdle();
      const of = (what: string) =>
        rpc
          ? { 'rpc.system.name': 'nestjs', 'rpc.method': own(what) }
          : { 'messaging.system': entrance.system, 'messaging.destination.template': own(what) };
      const [server, client] = rpc
        ? (['rpc.server.call.duration', 'rpc.client.call.duration'] as const)
        : (['messaging.process.duration', 'messaging.client.operation.duration'] as const);
      const points = (await running.telemetry.metrics()).get(server) ?? [];
      expect(points).toEqual([
        expect.objectContaining({ count: 1, attributes: expect.objectContaining(of('sum')) }),
        expect.objectContaining({
          count: 1,
          attributes: expect.objectContaining({ ...of('broken'), 'error.type': 'Error' }),
        }),
      ]);
      expect((await running.telemetry.metrics()).get(client)).toEqual([
        expect.objectContaining({ count: 1, attributes: expect.objectContaining(of('sum')) }),
        expect.objectContaining({
          count: 1,
          attributes: expect.objectContaining({ ...of('broken'), 'error.type': 'error_answer' }),
        }),
      ]);
    });

    it('are heard as events, also by several handlers', async () => {
      await running.client.get('/tell/placed');
      await until(() => heard.length === 1, { describe: () => 'the first event' });
      await running.client.get('/tell/shared');
      await until(() => heard.length === 2, { describe: () => 'the second event' });
      await running.telemetry.waitForIdle();
      const [emitted, kinds] = rpc ? ['', ['client', 'server']] : ['emit ', ['producer', 'consumer']];
      const process = rpc ? '' : 'process ';
      expect(treeOf(running).split('\n\n')).toEqual([
        tree(
          'GET /tell/:what [server] 200',
          `${emitted}placed [${kinds[0]}]`,
          `${process}placed [${kinds[1]}]`,
          'Sums.sum',
        ),
        tree(
          'GET /tell/:what [server] 200',
          `${emitted}shared [${kinds[0]}]`,
          `${process}shared [${kinds[1]}] ! Error: the second failed`,
        ),
      ]);
    });
  });
});
