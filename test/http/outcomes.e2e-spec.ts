import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { EdgeModule, underPrefix } from './fixtures/edge.module.js';
import { headersOf, newCaller } from './support/caller.js';
import { edgeCases } from './support/edge-cases.js';
import { expectOneRequest } from './support/expect-one-request.js';
import { send } from './support/send.js';

describe.each(adapters)('A request on %s is one span, one measurement and one line:', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => {
    running = await testApp(EdgeModule).on(adapter).with(underPrefix).start();
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  it.each(edgeCases)('$title', async ({ request, recorded, on, unechoedOn }) => {
    const caller = newCaller();
    const expected = { ...recorded, ...on?.[adapter], caller };
    const headers = { ...request.headers, ...headersOf(caller) };
    const answer = await send(running.client, { ...request, headers });
    expect(answer.status).toBe(expected.status);
    const line = await expectOneRequest(running.telemetry, expected);
    const echoed = adapter === unechoedOn ? undefined : line['request_id'];
    expect(answer.headers.get('x-request-id')).toBe(echoed);
  });
});
