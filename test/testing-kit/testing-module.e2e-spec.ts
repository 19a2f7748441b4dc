import { Controller, Get, type INestApplication, Module, Param } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ObservabilityModule } from 'nestjs-observability';
import { captureTelemetry } from 'nestjs-observability/testing';
import 'nestjs-observability/testing/jest';
import { get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adapters } from '../support/test-app.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(@Param('id') id: string) {
    return { id };
  }
}

const silent = { write: () => true };

@Module({
  imports: [ObservabilityModule.forRoot({ logging: { destination: silent } })],
  controllers: [OrdersController],
})
class AppModule {}

describe.each(adapters)('An application made by a testing module on %s', adapter => {
  let app: INestApplication;

  afterEach(() => app.close());

  it('is observed like one made by NestFactory, although its adapter comes after its modules', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = module.createNestApplication(adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter());
    const telemetry = captureTelemetry(app);
    await app.listen(0, '127.0.0.1');

    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    const status = await statusOf(`http://127.0.0.1:${port}/orders/7`);
    await telemetry.waitForIdle();

    expect(status).toBe(200);
    expect(telemetry).toHaveOneServerSpan({ name: 'GET /orders/:id', status: 200 });
    expect(telemetry).toHaveLogLine({ route: '/orders/:id', status: 200 }, { times: 1 });
    expect(await telemetry.metrics()).toHaveMetricPoint(
      'http.server.request.duration',
      {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'http.route': '/orders/:id',
        'url.scheme': 'http',
      },
      { count: 1 },
    );
  });
});

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, response => {
      response.resume().once('close', () => resolve(response.statusCode));
    }).once('error', reject);
  });
}
