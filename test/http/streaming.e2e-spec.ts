import { runningApp } from '../support/running-app.js';
import { adapters, testApp } from '../support/test-app.js';
import { StreamsModule } from './fixtures/streams.controller.js';
import { headersOf, newCaller } from './support/caller.js';
import { expectOneRequest } from './support/expect-one-request.js';
import { send } from './support/send.js';

describe.each(adapters)('A streamed response on %s', adapter => {
  const running = runningApp(() => testApp(StreamsModule).on(adapter).start());

  const caller = newCaller();
  const headers = headersOf(caller);
  const stream = (name: string) => ({
    route: `/streams/${name}`,
    status: 200,
    handler: `StreamsController.${name}`,
    caller,
  });

  it.each(['file', 'pipe', 'large'])('is one request when it is a %s', async name => {
    const answer = await send(running.client, { path: `/streams/${name}`, headers });
    expect(answer.status).toBe(200);
    await expectOneRequest(running.telemetry, stream(name));
  });

  it('is one request when events end by themselves', async () => {
    const answer = await running.client.get('/streams/events', headers);
    expect(answer.text).toContain('data: two');
    await expectOneRequest(running.telemetry, stream('events'));
  });

  it('is one successful request when the reader of events leaves, which is how such streams end', async () => {
    await running.client.abort('/streams/ticks', 'when answering', headers);
    await expectOneRequest(running.telemetry, stream('ticks'));
  });

  it('lasts until its last byte', async () => {
    await running.client.abort('/streams/ticks', 'when answering');
    const [span] = running.telemetry.spans();
    expect(span?.duration).toBeGreaterThan(4);
  });

  it('is a failure of the server when what it sends breaks off', async () => {
    await send(running.client, { path: '/streams/broken' }).catch(() => undefined);
    const { telemetry } = running;
    expect(telemetry).toHaveOneServerSpan({ name: 'GET /streams/broken', status: 200, spanStatus: 'error' });
    expect(telemetry).toHaveLogLine(
      { msg: 'GET /streams/broken completed', level: 'error', status: 200 },
      { times: 1 },
    );
    const [span] = telemetry.spans();
    expect(telemetry.logs().filter(({ level }) => level === 'error')).toEqual(
      expect.arrayContaining([expect.objectContaining({ trace_id: span?.traceId })]),
    );
    // Fastify keeps the error of a stream to its own logger.
    if (adapter === 'express') expect(JSON.stringify(telemetry.logs())).toContain('the disk is gone');
    const metrics = await telemetry.metrics();
    expect(metrics.get('http.server.aborted_requests') ?? []).toEqual([]);
    expect(metrics.get('http.server.request.duration')).toEqual([
      expect.objectContaining({
        count: 1,
        attributes: expect.objectContaining({ 'error.type': expect.any(String) }),
      }),
    ]);
  });

  it('is a failure of the server when it closes the connection without an answer', async () => {
    await running.client.raw('GET /streams/destroyed HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(running.telemetry).toHaveOneServerSpan({
      name: 'GET /streams/destroyed',
      spanStatus: 'error',
      attributes: { 'error.type': 'closed_by_server', 'http.response.status_code': undefined },
    });
  });
});
