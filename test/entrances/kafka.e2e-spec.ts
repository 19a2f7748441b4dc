import { Controller, Get, Inject, Module, type INestApplication } from '@nestjs/common';
import {
  ClientKafka,
  EventPattern,
  KafkaRetriableException,
  Payload,
  ServerKafka,
  type ClientProxy,
} from '@nestjs/microservices';
import 'nestjs-observability/testing/jest';
import { lastValueFrom } from 'rxjs';
import { testApp, type RunningTestApp } from '../support/test-app.js';

interface SentRecord {
  readonly topic: string;
  readonly messages: readonly { readonly value: string; readonly headers: Record<string, string> }[];
}

/** The real client of Nest up to the producer, which keeps what it is given. */
class ClientWithoutBroker extends ClientKafka {
  readonly sent: SentRecord[] = [];

  override async connect(): Promise<never> {
    this._producer = { send: async (record: SentRecord) => void this.sent.push(record) } as never;
    return undefined as never;
  }
}

/** The real server of Nest from the consumer on. */
class ServerWithoutBroker extends ServerKafka {
  override async listen(callback: () => void): Promise<void> {
    callback();
  }
  override async close(): Promise<void> {}
}

const heard: unknown[] = [];

@Controller()
class OrdersController {
  constructor(@Inject('KAFKA') private readonly kafka: ClientProxy) {}

  @Get('place')
  async place() {
    await lastValueFrom(this.kafka.emit('orders.placed', { value: { id: 7 }, headers: { kept: 'yes' } }));
    return {};
  }

  @Get('plain')
  async plain() {
    await lastValueFrom(this.kafka.emit('orders.placed', 'text'));
    return {};
  }

  @EventPattern('orders.placed')
  placed(@Payload() order: unknown) {
    heard.push(order);
  }

  @EventPattern('orders.retried')
  retried(_order: unknown) {
    throw new KafkaRetriableException('later');
  }
}

describe('Messages of Kafka, without a broker', () => {
  const options = { client: { brokers: ['127.0.0.1:1'], logCreator: () => () => undefined } };
  const server = new ServerWithoutBroker(options);
  const client = new ClientWithoutBroker(options);
  let running: RunningTestApp;

  beforeAll(async () => {
    @Module({ controllers: [OrdersController], providers: [{ provide: 'KAFKA', useValue: client }] })
    class OrdersModule {}
    const listen = async (app: INestApplication) => {
      app.connectMicroservice({ strategy: server });
      await app.startAllMicroservices();
    };
    running = await testApp(OrdersModule).with(listen).start();
  });
  beforeEach(async () => {
    client.sent.length = 0;
    heard.length = 0;
    await running.telemetry.clear();
  });
  afterAll(() => running.stop());

  const deliver = (topic: string, headers: Record<string, string>, value = '{}') =>
    server.handleMessage({
      topic,
      partition: 3,
      heartbeat: async () => undefined,
      pause: () => () => undefined,
      message: {
        key: null,
        value: Buffer.from(value),
        headers: Object.fromEntries(Object.entries(headers).map(([key, text]) => [key, Buffer.from(text)])),
        timestamp: '0',
        attributes: 0,
        offset: '0',
      },
    } as never);

  it.each(['place', 'plain'])(
    'carry the trace in their headers from producer to consumer, %s',
    async path => {
      await running.client.get(`/${path}`);
      const [{ messages } = { messages: [] }] = client.sent;
      expect(messages[0]?.headers).toMatchObject({
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
        ...(path === 'place' && { kept: 'yes' }),
      });
      await deliver('orders.placed', messages[0]!.headers, messages[0]!.value);
      await running.telemetry.waitForIdle();
      expect(running.telemetry.tree()).toBe(
        `GET /${path} [server] 200\n  emit orders.placed [producer]\n    process orders.placed [consumer]`,
      );
      expect(running.telemetry).toHaveSpan('process orders.placed', {
        attributes: {
          'messaging.system': 'kafka',
          'messaging.destination.name': 'orders.placed',
          'messaging.destination.partition.id': '3',
        },
      });
      expect(heard).toHaveLength(1);
    },
  );

  it('that are to be retried are refused, and the client library is told', async () => {
    await expect(deliver('orders.retried', {})).rejects.toThrow('later');
    expect(running.telemetry.tree()).toBe('process orders.retried [consumer] ! KafkaRetriableException');
  });

  it('are told of when no handler takes them', async () => {
    await deliver('orders.lost', {});
    expect(running.telemetry.tree()).toBe('process unmatched [consumer] ! UnknownPattern');
  });
});
