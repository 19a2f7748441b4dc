import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  Logger,
  Module,
  Param,
  Post,
  Redirect,
  UseGuards,
} from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { metrics } from '@opentelemetry/api';
import { Audited, SpanAttribute, Traced } from 'nestjs-observability';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Adapter, type RunningTestApp, testApp } from '../support/test-app.js';
import {
  ChattyEntrancesModule,
  chattyTransports,
  goThroughEntrances,
  openEntrances,
} from './chatty-entrances.js';

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
  @Audited('thing.create')
  create(@Body() body: object) {
    return body;
  }

  @Get(':id/failure')
  @Traced({
    metrics: true,
    attributes: () => {
      throw new Error('a callback that fails');
    },
  })
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

  @Get(':id/moved')
  @Redirect('/things/7')
  move() {}

  @Get(':port/call')
  async call(@Param('port') port: string) {
    return (await fetch(`http://127.0.0.1:${port}/things/7/moved?token=s3cret`)).json();
  }
}

const database = TypeOrmModule.forRoot({ type: 'better-sqlite3', database: ':memory:' });

@Module({ imports: [database, ChattyEntrancesModule], controllers: [ThingsController] })
class ThingsModule {}

@Module({ controllers: [ThingsController] })
class UnstoredModule {}

/** An audit trail in memory. */
const audit = () => ({
  migrate: true,
  anchorEvery: 10,
  spillPath: join(tmpdir(), `names-${randomBytes(6).toString('hex')}.ndjson`),
  keys: {
    mac: { id: 'k1', secret: randomBytes(32).toString('base64') },
    signing: generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  },
});

class Forgetful {
  @Traced({
    attributes: () => {
      throw new Error('a callback that fails every time');
    },
  })
  run(): void {}
}

/** Does what is reported when there is too much of it: faults in a row, and values of a label. */
function overdo(): void {
  const forgetful = new Forgetful();
  for (let call = 0; call < 100; call += 1) forgetful.run();
  const seen = metrics.getMeter('things').createCounter('things.seen');
  for (let id = 0; id <= 200; id += 1) seen.add(1, { id });
}

/** An application that has answered, or failed to answer, every kind of request, and was closed. */
export async function afterEveryKindOfRequest(adapter: Adapter, endpoint: string): Promise<RunningTestApp> {
  const running = await testApp(ThingsModule)
    .on(adapter)
    .observedWith({
      otlp: { endpoint },
      metrics: { runtime: false, exportInterval: 50 },
      tracing: { outgoingHttp: { templates: ['/things/:id'], peers: { '127.0.0.1': 'things' } } },
      sampling: { tail: true },
      logging: { sampling: true },
      audit: audit(),
      http: { forwarded: { trust: ['127.0.0.1'] } },
      identify: () => ({ id: 'alice', tenant: 'acme' }),
      messaging: { transports: chattyTransports },
      graphql: { document: true, resolvers: true },
    })
    .with(openEntrances)
    .start();
  const { client, port, stop } = running;
  await client.get('/things/7', { 'user-agent': 'names', 'x-forwarded-for': '203.0.113.7' });
  await client.post('/things', { name: 'lamp' });
  await client.get('/things/7/failure');
  await client.get('/things/7/refusal');
  await client.get('/nowhere');
  await client.get('/ready');
  await client.request('/things/7', { method: 'PROPFIND' });
  await client.get(`/things/${port}/call`);
  await client.abort('/things/7/silence');
  await goThroughEntrances(running);
  overdo();
  // An export is measured as well, and the measure leaves with a later one.
  while (!(await client.get('/metrics')).text.includes('otel_sdk_exporter_operation_duration')) continue;
  await stop();
  return running;
}

/** An application without a store for its audit trail, that has audited something and was closed. */
export async function afterAnUnstoredRecord(adapter: Adapter): Promise<RunningTestApp> {
  const running = await testApp(UnstoredModule).on(adapter).start();
  await running.client.post('/things', { name: 'lamp' });
  await running.stop();
  return running;
}
