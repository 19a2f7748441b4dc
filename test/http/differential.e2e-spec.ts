import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Module, type INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpenRequests } from '../support/open-requests.js';
import { adapters, testApp, type Adapter, type RunningTestApp } from '../support/test-app.js';
import { TestClient } from '../support/test-client.js';
import { EdgeModule, underPrefix } from './fixtures/edge.module.js';
import { StreamsModule } from './fixtures/streams.controller.js';
import { edgeCases } from './support/edge-cases.js';
import { send, type RawAnswer } from './support/send.js';

@Module({ imports: [EdgeModule, StreamsModule] })
class EverythingModule {}

async function bareApp(adapter: Adapter): Promise<{ app: INestApplication; client: TestClient }> {
  const http = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(EverythingModule, http as ExpressAdapter, { logger: false });
  underPrefix(app);
  const server = app.getHttpServer() as Server;
  const open = new OpenRequests(server);
  await app.listen(0, '127.0.0.1');
  return { app, client: new TestClient((server.address() as AddressInfo).port, open, async () => undefined) };
}

/** What a client sees; the clock and our own header aside. */
function seen({ status, headers, body }: RawAnswer) {
  const visible = [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  return { status, headers: visible.toSorted(), body };
}

describe.each(adapters)('With and without observability, %s answers the same for', adapter => {
  let observed: RunningTestApp;
  let bare: Awaited<ReturnType<typeof bareApp>>;
  beforeAll(async () => {
    bare = await bareApp(adapter);
    observed = await testApp(EverythingModule).on(adapter).with(underPrefix).start();
  });
  afterAll(() => Promise.all([observed?.stop(), bare?.app.close()]));

  it.each(edgeCases)('$title', async ({ request }) => {
    const [plain, watched] = [await send(bare.client, request), await send(observed.client, request)];
    expect(seen(watched)).toEqual(seen(plain));
  });

  it.each(['file', 'pipe', 'large', 'broken', 'destroyed', 'slow-error'])('a stream: %s', async name => {
    const request = { path: `/api/streams/${name}` };
    const [plain, watched] = [await send(bare.client, request), await send(observed.client, request)];
    expect(seen(watched)).toEqual(seen(plain));
  });

  it('events', async () => {
    const [plain, watched] = [
      await bare.client.get('/api/streams/events'),
      await observed.client.get('/api/streams/events'),
    ];
    expect(watched.text).toBe(plain.text);
    expect(watched.headers.get('content-type')).toBe(plain.headers.get('content-type'));
  });
});
