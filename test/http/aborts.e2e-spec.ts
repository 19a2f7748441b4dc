import { connect } from 'node:net';
import { runningApp } from '../support/running-app.js';
import { adapters, testApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { StreamsModule } from './fixtures/streams.controller.js';
import { headersOf, newCaller } from './support/caller.js';
import { expectOneRequest } from './support/expect-one-request.js';
import { bytesOf, send } from './support/send.js';

describe.each(adapters)('A client that leaves %s', adapter => {
  const running = runningApp(() => testApp(StreamsModule).on(adapter).start());

  const caller = newCaller();
  const headers = headersOf(caller);
  const aborted = (name: string) =>
    ({
      route: `/streams/${name}`,
      status: 499,
      handler: `StreamsController.${name}`,
      ended: 'aborted',
      level: 'warn',
      caller,
    }) as const;

  it('before the answer is one aborted request, which nobody takes for a success', async () => {
    await running.client.abort('/streams/slow', 'when received', headers);
    await expectOneRequest(running.telemetry, aborted('slow'));
  });

  it('in the middle of a body is one aborted request', async () => {
    await running.client.abort('/streams/endless', 'when answering', headers);
    await expectOneRequest(running.telemetry, aborted('endless'));
  });

  it('with requests waiting on its connection ends each of them once', async () => {
    const { port, telemetry } = running;
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    const request = bytesOf({ path: '/streams/slow', headers: { connection: 'keep-alive' } });
    socket.write(request.repeat(3));
    await until(() => telemetry.openSpans().length === 3, { describe: () => 'three open requests' });
    socket.destroy();
    await telemetry.waitForIdle();
    expect(telemetry).toHaveSpan('GET /streams/slow', { kind: 'server', times: 3 });
    expect(telemetry).toHaveLogLine({ msg: 'GET /streams/slow aborted', status: 499 }, { times: 3 });
    const metrics = await telemetry.metrics();
    expect(metrics.get('http.server.request.duration')?.map(({ count }) => count)).toEqual([3]);
    expect(metrics.get('http.server.active_requests')?.map(({ value }) => value)).toEqual([0]);
  });

  it('never is one who asks several times on one connection and waits', async () => {
    const request = bytesOf({ path: '/streams/slow', headers: { connection: 'keep-alive' } });
    await running.client.raw(request + request + bytesOf({ path: '/streams/slow' }));
    expect(running.telemetry).toHaveLogLine(
      { msg: 'GET /streams/slow completed', status: 200 },
      { times: 3 },
    );
    const ids = running.telemetry.spans().map(({ traceId }) => traceId);
    expect(new Set(ids).size).toBe(3);
  });

  it('does not hide the error of the handler that goes on without it', async () => {
    const { telemetry, client } = running;
    await client.abort('/streams/slow-error');
    await until(() => telemetry.logs().length > 1, { describe: () => 'the line about the late error' });
    const [span] = telemetry.spans();
    expect(telemetry).toHaveLogLine({ msg: 'GET /streams/slow-error aborted', status: 499 }, { times: 1 });
    expect(telemetry).toHaveLogLine({
      level: 'error',
      context: 'ExceptionsHandler',
      trace_id: span?.traceId,
    });
    expect(JSON.stringify(telemetry.logs())).toContain('failed for nobody');
  });

  it('leaves nothing behind for the next one', async () => {
    await running.client.abort('/streams/slow');
    await running.telemetry.clear();
    await send(running.client, { path: '/streams/large' });
    await expectOneRequest(running.telemetry, {
      route: '/streams/large',
      status: 200,
      handler: 'StreamsController.large',
    });
  });
});
