import { BullModule, getQueueToken, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Controller, Get, Inject, Injectable, Module, Scope } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import type { Job, Queue } from 'bullmq';
import { detached, RequestContext } from 'nestjs-observability';
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import { asyncScheduler, delay, firstValueFrom, of } from 'rxjs';
import { AwkwardServer } from '../outbound/support/awkward-server.js';
import { describeUnless } from '../support/describe-unless.js';
import { whyNoRedis } from '../support/redis-for-tests.js';
import { testApp, type Adapter, adapters } from '../support/test-app.js';
import { until } from '../support/until.js';

const requests = 250;
const operationsEach = 20;

/** Work of one kind that knew another tenant, or none. */
const strays: string[] = [];
let operations = 0;
/** Closes again after every few operations, so that those of all requests are mixed. */
let turn: () => Promise<void>;

@Injectable()
class Witness {
  constructor(@Inject(RequestContext) private readonly context: RequestContext) {}

  see(kind: string, tenant: string): void {
    operations += 1;
    if (this.context.tenant !== tenant) strays.push(`${kind}: ${tenant} seen as ${this.context.tenant}`);
  }
}

@Injectable()
class Listener {
  constructor(@Inject(Witness) private readonly witness: Witness) {}

  @OnEvent('step')
  async heard(tenant: string) {
    await turn();
    this.witness.see('event', tenant);
  }
}

@Injectable({ scope: Scope.REQUEST })
class PerRequest {
  constructor(@Inject(Witness) private readonly witness: Witness) {}

  async act(tenant: string) {
    await turn();
    this.witness.see('request-scoped provider', tenant);
  }
}

@Processor('steps', { concurrency: 50 })
class StepProcessor extends WorkerHost {
  constructor(@Inject(Witness) private readonly witness: Witness) {
    super();
  }

  async process({ data }: Job<{ tenant: string }>) {
    await turn();
    this.witness.see('job', data.tenant);
  }
}

let server: AwkwardServer;
const pool = new Agent({ connections: 3, pipelining: 1 });

@Controller()
class StepsController {
  constructor(
    @Inject(Witness) private readonly witness: Witness,
    @Inject(PerRequest) private readonly perRequest: PerRequest,
    @Inject(EventEmitter2) private readonly events: EventEmitter2,
    @InjectQueue('steps') private readonly queue: Queue,
    @Inject(RequestContext) private readonly context: RequestContext,
  ) {}

  @Get('steps')
  async steps() {
    const tenant = this.context.tenant!;
    const kinds = [
      () => this.events.emitAsync('step', tenant),
      () => detached('step', async () => void (await turn(), this.witness.see('detached', tenant))),
      () => this.perRequest.act(tenant),
      async () => {
        await firstValueFrom(of(1).pipe(delay(0, asyncScheduler)));
        this.witness.see('scheduler of RxJS', tenant);
      },
      async () => {
        const { body } = await request(server.url, { dispatcher: pool });
        await body.text();
        this.witness.see('pooled connection', tenant);
      },
    ];
    await this.queue.add('step', { tenant }, { removeOnComplete: true });
    const steps = Array.from({ length: operationsEach - 1 }, (_, index) => kinds[index % kinds.length]!());
    await Promise.all(steps);
  }
}

const prefix = `observability-${randomBytes(4).toString('hex')}`;

@Module({
  imports: [
    EventEmitterModule.forRoot(),
    BullModule.forRoot({ connection: { host: '127.0.0.1', port: 6379 }, prefix }),
    BullModule.registerQueue({ name: 'steps' }),
  ],
  controllers: [StepsController],
  providers: [Witness, Listener, PerRequest, StepProcessor],
})
class StepsModule {}

async function run(adapter: Adapter): Promise<void> {
  strays.length = operations = 0;
  turn = () => new Promise(resolve => setTimeout(resolve, operations % 7));
  server = await AwkwardServer.start();
  const running = await testApp(StepsModule)
    .on(adapter)
    .observedWith({
      identify: ({ headers }: { headers: Record<string, string> }) => ({
        id: 'u',
        tenant: headers['x-tenant']!,
      }),
    })
    .start();
  try {
    const total = requests * operationsEach;
    const waves = Array.from({ length: 10 }, (_, wave) => wave);
    for (const wave of waves) {
      const calls = Array.from({ length: requests / waves.length }, (_, index) =>
        fetch(`${running.url}/steps`, { headers: { 'x-tenant': (wave + index) % 2 ? 'acme' : 'globex' } }),
      );
      for (const answer of await Promise.all(calls)) await answer.text();
    }
    await until(() => operations >= total, { describe: () => `${operations} of ${total} operations` });
    expect(strays).toEqual([]);
    expect(operations).toBe(total);
    await running.telemetry.waitForIdle();
    expect(misplaced(running.telemetry.spans())).toEqual([]);
  } finally {
    await running.app.get<Queue>(getQueueToken('steps')).obliterate({ force: true });
    await running.stop();
    await server.stop();
  }
}

interface Placed {
  readonly name: string;
  readonly traceId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string }[];
}

/** Runs whose tenant is another one than that of the request in their trace, or behind their link. */
function misplaced(spans: readonly Placed[]): string[] {
  const tenants = new Map(
    spans
      .filter(({ name }) => name === 'GET /steps')
      .map(span => [span.traceId, span.attributes['tenant.id']]),
  );
  return spans
    .filter(({ attributes }) => attributes['background.work'] !== undefined)
    .filter(({ traceId, links, attributes }) => {
      const origin = tenants.get(traceId) ?? tenants.get(links[0]?.traceId ?? '');
      return origin === undefined || origin !== attributes['tenant.id'];
    })
    .map(({ name }) => name);
}

describeUnless(whyNoRedis())('Ten thousand operations of two tenants', () => {
  afterAll(() => pool.destroy());

  it.each(adapters)('on %s, half of them, never see the other tenant', async adapter => run(adapter), 60_000);
});
