import 'nestjs-observability/testing/jest';
import { describeUnless } from '../support/describe-unless.js';
import { adapters, type RunningTestApp } from '../support/test-app.js';
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
      ['refused', { error: 'Forbidden resource' }, ['', 'RpcException: Forbidden resource']],
      ['picky', { error: 'not today' }, ['', 'RpcException: not today']],
      ['broken', { error: 'Internal server error' }, ['', 'Error: the shelf fell']],
    ])('go to the handler of %s in one trace', async (what, answer, errors) => {
      expect((await running.client.get(`/ask/${what}`)).json()).toEqual(answer);
      await running.telemetry.waitForIdle();
      console.log(entrance.name + '\n' + treeOf(running));
      console.log(JSON.stringify(running.telemetry.spans().slice(1).map(s => [s.name, s.attributes, s.links])));
      console.log(JSON.stringify(running.telemetry.logs()));
    });
    it('event', async () => {
      await running.client.get('/tell/placed');
      await running.client.get('/tell/shared');
      await until(() => heard.length > 1, { describe: () => 'events' });
      await running.telemetry.waitForIdle();
      console.log(entrance.name + '\n' + treeOf(running));
    });
    it('slow', async () => {
      console.log((await running.client.get('/ask/slow')).json());
      await running.telemetry.waitForIdle();
      console.log(entrance.name + '\n' + treeOf(running));
      const m = await running.telemetry.metrics();
      console.log([...m.entries()].filter(([k]) => /rpc|messag/.test(k)).map(([k,v]) => k + JSON.stringify(v)).join('\n'));
    });
  });
});
