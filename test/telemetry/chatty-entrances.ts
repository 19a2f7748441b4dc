import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Controller, Module, type INestApplication } from '@nestjs/common';
import { GraphQLModule, Int, Query, Resolver } from '@nestjs/graphql';
import {
  ClientProxy,
  ClientProxyFactory,
  MessagePattern,
  Server,
  Transport,
  type CustomTransportStrategy,
  type TcpClientOptions,
} from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { MessageTransport } from 'nestjs-observability';
import { lastValueFrom } from 'rxjs';
import { io } from 'socket.io-client';
import { freePort } from '../support/free-port.js';
import type { RunningTestApp } from '../support/test-app.js';

const TOLD = Symbol('told');
const CALLED = Symbol('called');

/** Says everything that a transport can say. */
const chatty = (
  family: MessageTransport['family'],
  transportId: symbol,
  system: string,
): MessageTransport => ({
  transportId,
  clientClass: 'TellingClient',
  family,
  system,
  pattern: ({ packet }) => String(packet?.pattern),
  header: () => undefined,
  details: () => ({
    'messaging.destination.name': 'orders',
    'messaging.message.id': '7',
    'messaging.destination.partition.id': '3',
    'messaging.message.redelivered': true,
  }),
});

/** The transports of the entrances, for the option `messaging.transports`. */
export const chattyTransports: readonly MessageTransport[] = [
  chatty('messaging', TOLD, 'pigeon'),
  { ...chatty('rpc', CALLED, 'grpc'), clientClass: 'NoClient', details: () => ({}) },
];

/** Takes messages from a call. */
class Strategy extends Server implements CustomTransportStrategy {
  constructor(id: symbol) {
    super();
    this.setTransportId(id);
    this.initializeDeserializer({});
  }
  async handleMessage(pattern: string): Promise<void> {
    const { data } = (await this.deserializer.deserialize({ pattern, data: 1 })) as { data: unknown };
    const handler = this.getHandlerByPattern(pattern);
    if (!handler) return;
    const context = { request: {} };
    const handle = async (end: () => void) => {
      await lastValueFrom(this.transformToObservable(await handler(data, context)), { defaultValue: 0 });
      end();
    };
    const endContext = this.transportId === CALLED ? context.request : context;
    await (this.runWithProcessingHooks(context as never, handle, endContext as never) as unknown);
  }
  listen(callback: () => void) {
    callback();
  }
  close() {}
  on() {}
  unwrap(): never {
    throw new Error('There is nothing inside.');
  }
}

class TellingClient extends ClientProxy {
  async connect() {}
  async close() {}
  unwrap(): never {
    throw new Error('There is nothing inside.');
  }
  protected publish() {
    return () => undefined;
  }
  protected async dispatchEvent(): Promise<never> {
    return undefined as never;
  }
}

@Controller()
class CountController {
  @MessagePattern('count')
  count() {
    return 1;
  }
}

@WebSocketGateway()
class CountGateway {
  @SubscribeMessage('count')
  count() {
    return { event: 'counted', data: 1 };
  }
}

@Resolver()
class CountResolver {
  @Query(() => Int)
  count() {
    return 1;
  }
}

const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({
  driver: ApolloDriver,
  autoSchemaFile: true,
  graphiql: false,
});
const tcp = freePort().then((port): TcpClientOptions => ({
  transport: Transport.TCP,
  options: { host: '127.0.0.1', port },
}));

/** An entrance of each kind. */
@Module({
  imports: [graphql],
  controllers: [CountController],
  providers: [
    CountGateway,
    CountResolver,
    { provide: TellingClient, useClass: TellingClient },
    { provide: 'TCP', useFactory: async () => ClientProxyFactory.create(await tcp) },
  ],
})
export class ChattyEntrancesModule {}

const strategies = { told: new Strategy(TOLD), called: new Strategy(CALLED) };

/** Opens the entrances; for `testApp().with()`. */
export async function openEntrances(app: INestApplication): Promise<void> {
  for (const strategy of Object.values(strategies)) app.connectMicroservice({ strategy });
  app.connectMicroservice(await tcp);
  await app.startAllMicroservices();
}

/** Goes through each of them. */
export async function goThroughEntrances({ app, client, url }: RunningTestApp): Promise<void> {
  await strategies.told.handleMessage('count');
  await strategies.called.handleMessage('count');
  await lastValueFrom(app.get(TellingClient).emit('told', 1), { defaultValue: 0 });
  const calls = app.get<ClientProxy>('TCP');
  await lastValueFrom(calls.send('count', 1));
  await lastValueFrom(calls.send('unknown', 1)).catch(() => undefined);
  await calls.close();
  await client.post('/graphql', { query: 'query Count { count }' });
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  await new Promise<void>(resolve => socket.once('counted', () => resolve()).emit('count', 1));
  socket.disconnect();
}
