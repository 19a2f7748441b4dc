import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ObservabilityModule } from 'nestjs-observability';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

let behind: Server;
let received: IncomingHttpHeaders[];

@Controller()
class CallsOn {
  @Get('call')
  async call(): Promise<string> {
    const { port } = behind.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}/`)).text();
  }
}

const logging = { destination: { write: () => true } };

@Module({
  imports: [ObservabilityModule.forRoot({ logging, propagation: { trust: 'always' } })],
  controllers: [CallsOn],
})
class WithoutExporter {}

@Module({ imports: [ObservabilityModule.forRoot({ logging })], controllers: [CallsOn] })
class AmongStrangers {}

describe('An application without an exporter', () => {
  beforeEach(async () => {
    received = [];
    behind = createServer((request, response) => {
      received.push(request.headers);
      response.end('ok');
    });
    await new Promise<void>(resolve => behind.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => new Promise(resolve => behind.close(resolve)));

  async function callThrough(
    headers: Record<string, string>,
    module: object = WithoutExporter,
  ): Promise<IncomingHttpHeaders | undefined> {
    const app = await NestFactory.create(module, { logger: false });
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    // The test's own call must not be traced by the application under test.
    const { request } = await import('node:http');
    await new Promise<void>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/call', headers }, response =>
        response.resume().on('end', resolve),
      )
        .on('error', reject)
        .end();
    });
    await app.close();
    return received[0];
  }

  it('hands on the trace that came in, flag included, so that services behind it keep their part', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(await callThrough({ traceparent })).toMatchObject({ traceparent });
  });

  it('hands on nothing of a caller whom it does not trust', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(await callThrough({ traceparent }, AmongStrangers)).not.toHaveProperty('traceparent');
  });

  it('starts no trace of its own, so that services behind it decide for themselves', async () => {
    expect(await callThrough({})).not.toHaveProperty('traceparent');
  });
});
