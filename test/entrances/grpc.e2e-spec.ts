import {
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Param,
  UseGuards,
  type CanActivate,
  type INestApplication,
} from '@nestjs/common';
import {
  ClientsModule,
  GrpcMethod,
  GrpcStreamMethod,
  RpcException,
  Transport,
  type ClientGrpc,
  type GrpcOptions,
} from '@nestjs/microservices';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { join } from 'node:path';
import { catchError, from, lastValueFrom, map, of, reduce, toArray, type Observable } from 'rxjs';
import { freePort } from '../support/free-port.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

interface Numbers {
  readonly numbers: number[];
}
interface Total {
  readonly total: number;
}

@Injectable()
class Sums {
  @Traced()
  async sum({ numbers }: Numbers): Promise<Total> {
    return { total: numbers.reduce((a, b) => a + b, 0) };
  }
}

class NoAdmittance implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Controller()
class CounterController {
  constructor(@Inject(Sums) private readonly sums: Sums) {}

  @GrpcMethod('Counter', 'Sum')
  sum(numbers: Numbers): Promise<Total> {
    return this.sums.sum(numbers);
  }

  @UseGuards(NoAdmittance)
  @GrpcMethod('Counter', 'Refuse')
  refuse(): Total {
    return { total: 0 };
  }

  @GrpcMethod('Counter', 'Miss')
  miss(): Total {
    throw new RpcException({ code: 5, message: 'no such number' });
  }

  @GrpcMethod('Counter', 'Break')
  break(): Total {
    throw new Error('the abacus broke');
  }

  @GrpcMethod('Counter', 'Each')
  each({ numbers }: Numbers): Observable<Total> {
    return from(numbers.map(total => ({ total })));
  }

  @GrpcStreamMethod('Counter', 'SumAll')
  sumAll(totals: Observable<Total>): Observable<Total> {
    return totals.pipe(reduce((sum, { total }) => ({ total: sum.total + total }), { total: 0 }));
  }

  @GrpcStreamMethod('Counter', 'Double')
  double(totals: Observable<Total>): Observable<Total> {
    return totals.pipe(map(({ total }) => ({ total: total * 2 })));
  }
}

type Calls = Record<string, (argument: unknown) => Observable<Total>>;

@Controller()
class FrontController {
  constructor(@Inject('COUNTER') private readonly client: ClientGrpc) {}

  @Get('call/:method')
  call(@Param('method') method: string): Promise<unknown> {
    const streams = method === 'sumAll' || method === 'double';
    const argument = streams ? from([{ total: 1 }, { total: 2 }]) : { numbers: [1, 2] };
    return lastValueFrom(
      this.client.getService<Calls>('Counter')[method]!(argument).pipe(
        map(({ total }) => total),
        toArray(),
        map(totals => ({ totals })),
        catchError((error: { details?: string }) => of({ error: error.details })),
      ),
    );
  }
}

const ways = [
  ['that inherits the configuration', true],
  ['on its own', false],
] as const;

describe.each(adapters.map((adapter, index) => [adapter, ...ways[index]!] as const))(
  'Calls of gRPC beside %s, in a microservice %s',
  (adapter, _way, inheritAppConfig) => {
    let running: RunningTestApp;

    beforeAll(async () => {
      const options: GrpcOptions = {
        transport: Transport.GRPC,
        options: {
          package: 'shop',
          protoPath: join(__dirname, 'shop.proto'),
          url: `127.0.0.1:${await freePort()}`,
        },
      };
      @Module({
        imports: [ClientsModule.register([{ name: 'COUNTER', ...options }])],
        controllers: [CounterController, FrontController],
        providers: [Sums],
      })
      class AppModule {}
      const listen = async (app: INestApplication) => {
        app.connectMicroservice(options, { inheritAppConfig });
        await app.startAllMicroservices();
      };
      running = await testApp(AppModule).on(adapter).with(listen).start();
    });
    beforeEach(() => running.telemetry.clear());
    afterAll(() => running.stop());

    const statuses = (kind: string) =>
      running.telemetry
        .spans()
        .filter(span => span.kind === kind && span.attributes['rpc.system.name'] === 'grpc')
        .map(({ attributes }) => attributes['rpc.response.status_code']);

    it.each<[string, string, unknown, string, string]>([
      ['sum', 'shop.Counter/Sum', { totals: [3] }, 'OK', '\n      Sums.sum'],
      ['each', 'shop.Counter/Each', { totals: [1, 2] }, 'OK', ''],
      ['sumAll', 'shop.Counter/SumAll', { totals: [3] }, 'OK', ''],
      ['double', 'shop.Counter/Double', { totals: [2, 4] }, 'OK', ''],
      ['miss', 'shop.Counter/Miss', { error: 'no such number' }, 'NOT_FOUND', ' ! RpcException'],
      ['refuse', 'shop.Counter/Refuse', { error: 'Forbidden resource' }, 'UNKNOWN', ' ! RpcException'],
      [
        'break',
        'shop.Counter/Break',
        { error: 'Internal server error' },
        'UNKNOWN',
        ' ! Error: the abacus broke',
      ],
    ])(
      '%s: client and server in one trace, with their status',
      async (call, method, answer, status, rest) => {
        expect((await running.client.get(`/call/${call}`)).json()).toEqual(answer);
        await running.telemetry.waitForIdle();
        const failed = status === 'OK' ? '' : ` ! ${status}`;
        expect(running.telemetry.tree()).toBe(
          `GET /call/:method [server] 200\n  ${method} [client]${failed}\n    ${method} [server]${rest}`,
        );
        expect([...statuses('server'), ...statuses('client')]).toEqual([status, status]);
        expect(running.telemetry).toHaveSpan(method, {
          kind: 'server',
          attributes: { 'code.function.name': `CounterController.${call}`, 'client.address': '127.0.0.1' },
        });
      },
    );

    it('measures calls by method and status', async () => {
      await running.client.get('/call/miss');
      await running.telemetry.waitForIdle();
      expect((await running.telemetry.metrics()).get('rpc.server.call.duration')).toEqual([
        expect.objectContaining({
          count: 1,
          attributes: {
            'rpc.system.name': 'grpc',
            'rpc.method': 'shop.Counter/Miss',
            'rpc.response.status_code': 'NOT_FOUND',
            'error.type': 'RpcException',
          },
        }),
      ]);
    });
  },
);
