import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  Logger,
  Module,
  Param,
  Post,
  UseGuards,
} from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { SpanAttribute, Traced } from 'nestjs-observability';
import { type Adapter, type RunningTestApp, testApp } from '../support/test-app.js';

class Refusal implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException('clerks only');
  }
}

/** A handler for each kind of end that a request can come to. */
@Controller('things')
class ThingsController {
  private readonly logger = new Logger('Things');

  @Get(':id')
  @Traced({ metrics: true })
  find(@Param('id') @SpanAttribute('thing.id') id: string) {
    this.logger.log('looked up');
    return { id };
  }

  @Post()
  create(@Body() body: object) {
    return body;
  }

  @Get(':id/failure')
  @Traced({ metrics: true })
  async fail() {
    throw new Error('out of paper', { cause: new RangeError('tray 2') });
  }

  @Get(':id/refusal')
  @UseGuards(Refusal)
  refuse() {}

  @Get(':id/silence')
  wait() {
    return new Promise(() => undefined);
  }

  @Get(':port/call')
  async call(@Param('port') port: string) {
    return (await fetch(`http://127.0.0.1:${port}/things/7?token=s3cret`)).json();
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

/** An application that has answered, or failed to answer, every kind of request, and was closed. */
export async function afterEveryKindOfRequest(adapter: Adapter, endpoint: string): Promise<RunningTestApp> {
  const running = await testApp(ThingsModule)
    .on(adapter)
    .observedWith({
      otlp: { endpoint },
      metrics: { runtime: false },
      identify: () => ({ id: 'alice', tenant: 'acme' }),
    })
    .start();
  const { client, port, stop } = running;
  await client.get('/things/7', { 'user-agent': 'names' });
  await client.post('/things', { name: 'lamp' });
  await client.get('/things/7/failure');
  await client.get('/things/7/refusal');
  await client.get('/nowhere');
  await client.request('/things/7', { method: 'PROPFIND' });
  await client.get(`/things/${port}/call`);
  await client.abort('/things/7/silence');
  await stop();
  return running;
}
