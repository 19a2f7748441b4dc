import { request, type IncomingHttpHeaders } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { bareApp, type BareApp } from './fixtures/bare-app.js';
import { returned, thrown } from './fixtures/hostile-values.js';
import { events, JudgedModule } from './fixtures/judged.module.js';

/** What came back, or that nothing did. */
interface Seen {
  readonly answer: unknown;
  readonly events: readonly (readonly [string, unknown])[];
}

/** Everything that a client and the application itself see of one request. */
async function see(port: number, path: string): Promise<Seen> {
  events.length = 0;
  const answer = await new Promise(resolve => {
    request({ host: '127.0.0.1', port, path, agent: false, timeout: 2_000 }, response => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('close', () => resolve([response.statusCode, ofTheApplication(response.headers), body]));
    })
      .on('timeout', function (this: { destroy(): void }) {
        this.destroy();
      })
      .on('error', () => resolve('cut'))
      .end();
  });
  return { answer, events: [...events] };
}

function ofTheApplication({ date: _date, 'x-request-id': _id, ...headers }: IncomingHttpHeaders): object {
  return headers;
}

const cases = [
  ...['throws', 'rejects', 'unfiltered'].flatMap(how => [...thrown.keys()].map(name => [how, name] as const)),
  ...[...returned.keys()].map(name => ['returns', name] as const),
];

describe.each(adapters)('The same application on %s, with us and without', adapter => {
  let observed: RunningTestApp;
  let bare: BareApp;
  let barePort: number;
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);

  beforeAll(async () => {
    process.on('unhandledRejection', note);
    bare = await bareApp(JudgedModule, adapter);
    barePort = ((bare.app.getHttpServer() as Server).address() as AddressInfo).port;
    observed = await testApp(JudgedModule)
      .on(adapter)
      .observedWith({ identify: () => ({ id: 'u-1' }), logging: { destination: { write: () => true } } })
      .start();
  });
  afterAll(async () => {
    await observed?.stop();
    await bare?.stop();
    process.off('unhandledRejection', note);
  });

  it.each(cases)(
    '%s %s: the same answer, the same values by identity, in the same order',
    async (how, name) => {
      const path = `/${how}/${encodeURIComponent(name)}`;
      const without = await see(barePort, path);
      const rejectedWithout = unhandled.splice(0).length;
      const withUs = await see(observed.port, path);
      expect(withUs.answer).toEqual(without.answer);
      expect(withUs.events.map(([what]) => what)).toEqual(without.events.map(([what]) => what));
      withUs.events.forEach(([, value], index) => {
        expect(Object.is(value, without.events[index]?.[1])).toBe(true);
      });
      expect(unhandled.splice(0)).toHaveLength(rejectedWithout);
    },
  );

  it('leaves no span open', async () => {
    await observed.telemetry.waitForIdle();
    expect(observed.telemetry.openSpans()).toEqual([]);
    expect(observed.telemetry.spans().filter(({ kind }) => kind === 'server')).toHaveLength(cases.length);
  });
});
