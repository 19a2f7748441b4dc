import { Inject, Module, UseGuards, type CanActivate, type INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WsException,
} from '@nestjs/websockets';
import { RequestContext, Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { from } from 'rxjs';
import { io, type Socket } from 'socket.io-client';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

class NoAdmittance implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@WebSocketGateway()
class ChatGateway {
  constructor(@Inject(RequestContext) private readonly request: RequestContext) {}

  @SubscribeMessage('say')
  async say(@MessageBody() text: string, @ConnectedSocket() _socket: object) {
    return { event: 'said', data: await this.repeat(text) };
  }

  @SubscribeMessage('stream')
  stream(@MessageBody() text: string) {
    return from([1, 2].map(time => ({ event: 'said', data: `${text} ${time}` })));
  }

  @UseGuards(NoAdmittance)
  @SubscribeMessage('refused')
  refused() {
    return { event: 'said', data: 'reached' };
  }

  @SubscribeMessage('picky')
  picky() {
    throw new WsException('not today');
  }

  @SubscribeMessage('broken')
  broken() {
    throw new Error('the line is dead');
  }

  @SubscribeMessage('tenant')
  async tenant(@MessageBody() tenant: string) {
    this.request.setActor({ id: 'u', tenant });
    await new Promise(resolve => setImmediate(resolve));
    return { event: 'said', data: `${tenant} is ${this.request.tenant}` };
  }

  @Traced()
  private async repeat(text: string) {
    return text;
  }
}

@Module({ providers: [ChatGateway] })
class ChatModule {}

/** A client of either kind. */
interface Line {
  send(event: string, data?: unknown): void;
  readonly said: unknown[];
  close(): void;
}

const kinds = [
  {
    name: 'ws',
    use: (app: INestApplication) => void app.useWebSocketAdapter(new WsAdapter(app)),
    namespace: '/',
    reason: '1005',
    connect: async (url: string): Promise<Line> => {
      const socket = new WebSocket(url.replace('http', 'ws'));
      const said: unknown[] = [];
      socket.addEventListener('message', ({ data }) =>
        said.push((JSON.parse(data as string) as { data: unknown }).data),
      );
      await new Promise(resolve => socket.addEventListener('open', resolve, { once: true }));
      return {
        said,
        send: (event, data) => socket.send(JSON.stringify({ event, data })),
        close: () => socket.close(),
      };
    },
  },
  {
    name: 'socket.io',
    use: (app: INestApplication) => void app.useWebSocketAdapter(new IoAdapter(app)),
    namespace: '/',
    reason: 'client namespace disconnect',
    connect: async (url: string): Promise<Line> => {
      const socket: Socket = io(url, { transports: ['websocket'], forceNew: true });
      const said: unknown[] = [];
      socket.on('said', data => said.push(data));
      socket.on('exception', () => said.push('exception'));
      await new Promise<void>(resolve => socket.once('connect', () => resolve()));
      return { said, send: (event, data) => void socket.emit(event, data), close: () => socket.disconnect() };
    },
  },
];

describe.each(kinds.map((kind, index) => ({ ...kind, adapter: adapters[index]! })))(
  'A gateway over $name beside $adapter',
  ({ use, connect, namespace, reason, adapter }) => {
    let running: RunningTestApp;
    let line: Line;

    beforeAll(async () => {
      running = await testApp(ChatModule).on(adapter).with(use).start();
      line = await connect(running.url);
    });
    beforeEach(async () => {
      line.said.length = 0;
      await running.telemetry.clear();
    });
    afterAll(async () => {
      line.close();
      await running.stop();
    });

    const finished = async (name: string, times = 1) => {
      await until(() => running.telemetry.spans().filter(span => span.name === name).length >= times, {
        describe: () => `${times} spans ${name}`,
      });
      await running.telemetry.waitForIdle();
    };

    it.each([
      ['say', 'say [server]\n  ChatGateway.repeat'],
      ['stream', 'stream [server]'],
      ['refused', 'refused [server] ! WsException'],
      ['picky', 'picky [server] ! WsException'],
      ['broken', 'broken [server] ! Error: the line is dead'],
    ])('makes one trace of the message %s', async (message, tree) => {
      line.send(message, 'hello');
      await finished(message);
      expect(running.telemetry.tree()).toBe(tree);
      expect(running.telemetry).toHaveSpan(message, {
        attributes: { 'websocket.message': message, 'code.function.name': `ChatGateway.${message}` },
      });
    });

    it('says in lines and metrics which messages were refused', async () => {
      line.send('refused');
      line.send('broken');
      await finished('refused');
      await finished('broken');
      expect(running.telemetry).toHaveLogLine(
        { level: 'warn', msg: 'refused completed', handler: 'ChatGateway.refused' },
        { times: 1 },
      );
      const points = (await running.telemetry.metrics()).get('websocket.server.message.duration');
      expect(points?.map(({ attributes }) => attributes)).toEqual([
        { 'websocket.message': 'refused', outcome: 'rejected', 'error.type': 'WsException' },
        { 'websocket.message': 'broken', outcome: 'failure', 'error.type': 'Error' },
      ]);
    });

    it('keeps the context of each message, however many are under way', async () => {
      const tenants = Array.from({ length: 200 }, (_, index) => `tenant-${index % 7}`);
      for (const tenant of tenants) line.send('tenant', tenant);
      await until(() => line.said.length === tenants.length, { describe: () => 'all answers' });
      expect(line.said.filter(said => !/^(.+) is \1$/.test(String(said)))).toEqual([]);
      await finished('tenant', tenants.length);
      expect(new Set(running.telemetry.spans().map(({ traceId }) => traceId)).size).toBe(tenants.length);
    });

    it('counts connections, and how long they were open', async () => {
      const metrics = async (name: string) => (await running.telemetry.metrics()).get(name);
      const second = await connect(running.url);
      const open = async () => (await metrics('websocket.server.active_connections'))?.[0]?.value;
      expect(await open()).toBe(2);
      second.close();
      const labels = { 'websocket.namespace': namespace, 'websocket.close.reason': reason };
      let ended: Awaited<ReturnType<typeof metrics>>;
      for (let turn = 0; turn < 400 && !ended?.length; turn += 1) {
        await new Promise(resolve => setTimeout(resolve, 5));
        ended = await metrics('websocket.server.connection.duration');
      }
      expect(ended).toEqual([expect.objectContaining({ count: 1, attributes: labels })]);
      expect(await open()).toBe(1);
    });
  },
);
