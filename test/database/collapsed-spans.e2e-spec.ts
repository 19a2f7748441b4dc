import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { testApp } from '../support/test-app.js';
import { shelfDatabase } from './support/databases.js';
import { shelfModule } from './support/shop.js';

describe.each([
  ['decided at the start', undefined],
  ['decided at the end', { tail: true }],
])('Equal sibling spans of a trace that is %s', (_, sampling) => {
  it('are exported up to the limit with the slowest of the rest, and every other one is counted', async () => {
    const restore = setEnvironment({});
    const receiver = await OtlpReceiver.start();
    const database = await shelfDatabase('sqlite');
    const app = await testApp(shelfModule(database.options))
      .observedWith({
        otlp: { endpoint: receiver.endpoint },
        ...(sampling && { sampling }),
        database: { collapse: { limit: 10, keepSlowest: 2 } },
      })
      .start();

    await app.client.get('/shelf/each/100');
    const seen = app.telemetry.spans().filter(({ kind }) => kind === 'client');
    const page = await (await fetch(`${app.url}/metrics`)).text();
    await app.stop();

    const sent = receiver.spans.filter(({ name }) => name === 'SELECT shelf_items');
    expect(seen).toHaveLength(100);
    expect(sent).toHaveLength(12);
    const collapsed = sent.filter(({ attributes }) => 'nestjs_observability.collapsed.count' in attributes);
    expect(collapsed.map(({ attributes }) => attributes['nestjs_observability.collapsed.count'])).toEqual([
      88,
    ]);
    const beyond = seen.slice(10).map(({ duration }) => duration);
    const [slowest] = collapsed;
    const ofSlowest = seen.find(({ spanId }) => spanId === slowest?.spanId);
    expect(ofSlowest?.duration).toBe(Math.max(...beyond));
    expect(page).toMatch(/export_dropped.*nestjs_observability_drop_reason="collapsed".* 88/);
    await receiver.stop();
    await database.drop();
    restore();
  });
});
