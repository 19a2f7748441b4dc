import { Controller, Module, type INestApplication } from '@nestjs/common';
import {
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Payload,
  Transport,
  type ClientProxy,
} from '@nestjs/microservices';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { delay, firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { freePort } from '../support/free-port.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

const heard: unknown[] = [];

@Controller()
class MathController {
  @Traced('sum above')
  @MessagePattern('sum.above')
  sumAbove(@Payload() numbers: number[]): number {
    return numbers.reduce((total, next) => total + next, 0);
  }

  @MessagePattern('sum.below')
  @Traced('sum below')
  async sumBelow(@Payload() numbers: number[]): Promise<number> {
    return numbers.reduce((total, next) => total + next, 0);
  }

  @Traced('stream')
  @MessagePattern('stream')
  stream(@Payload() count: number) {
    return of(...Array(count).keys()).pipe(delay(30));
  }

  @Traced('event above')
  @EventPattern('event.above')
  eventAbove(@Payload() data: unknown): void {
    heard.push(data);
  }

  @EventPattern('event.below')
  @Traced('event below')
  async eventBelow(@Payload() data: unknown): Promise<void> {
    heard.push(data);
  }
}

@Module({ controllers: [MathController] })
class MathModule {}

const ways = [
  ['that inherit the configuration of the application', true],
  ['on their own', false],
] as const;
const everywhere = adapters.flatMap(adapter => ways.map(way => [adapter, ...way] as const));

describe.each(everywhere)(
  '@Traced() beside %s on handlers of TCP messages %s',
  (adapter, _name, inheritAppConfig) => {
    let running: RunningTestApp;
    let sender: ClientProxy;

    beforeAll(async () => {
      const options = { host: '127.0.0.1', port: await freePort() };
      const listen = async (app: INestApplication) => {
        app.connectMicroservice({ transport: Transport.TCP, options }, { inheritAppConfig });
        await app.startAllMicroservices();
      };
      running = await testApp(MathModule).on(adapter).with(listen).start();
      sender = ClientProxyFactory.create({ transport: Transport.TCP, options });
      await sender.connect();
    });
    beforeEach(async () => {
      heard.length = 0;
      await running.telemetry.clear();
    });
    afterAll(async () => {
      await sender.close();
      await running.stop();
    });

    it.each(['above', 'below'])('answers a message, @Traced %s @MessagePattern', async order => {
      expect(await firstValueFrom(sender.send(`sum.${order}`, [1, 2, 3]))).toBe(6);
      await running.telemetry.waitForIdle();
      expect(running.telemetry).toHaveSpan(`sum ${order}`, { times: 1, status: 'unset' });
    });

    it.each(['above', 'below'])('hears an event, @Traced %s @EventPattern', async order => {
      await lastValueFrom(sender.emit(`event.${order}`, { order }), { defaultValue: undefined });
      await until(() => heard.length > 0, { describe: () => 'the event' });
      await running.telemetry.waitForIdle();
      expect(heard).toEqual([{ order }]);
      expect(running.telemetry).toHaveSpan(`event ${order}`, { times: 1 });
    });

    it('streams an Observable, and its span lasts as long', async () => {
      expect(await lastValueFrom(sender.send('stream', 3).pipe(toArray()))).toEqual([0, 1, 2]);
      await running.telemetry.waitForIdle();
      const [span] = running.telemetry
        .spans()
        .filter(({ name, kind }) => name === 'stream' && kind === 'internal');
      expect(span?.duration).toBeGreaterThan(25);
      expect(running.telemetry).toHaveSpan('stream', { kind: 'internal', times: 1 });
    });
  },
);
