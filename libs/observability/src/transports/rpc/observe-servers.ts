import type { ModulesContainer } from '@nestjs/core';
import type { MessageTransport } from '../message-transport.js';
import { grpcTransport } from './grpc.transport.js';
import { HandlerTable } from './handler-table.js';
import { kafkaTransport } from './kafka.transport.js';
import { MessageEdge, type MessageEdgeSettings } from './message-edge.js';
import { mqttTransport } from './mqtt.transport.js';
import { natsTransport } from './nats.transport.js';
import { isNestServer } from './nest-server.js';
import { observeServer, type ObservedServer } from './observe-server.js';
import { rabbitmqTransport } from './rabbitmq.transport.js';
import { redisTransport } from './redis.transport.js';
import { tcpTransport } from './tcp.transport.js';
import { unknownTransport } from './unknown.transport.js';

const ownTransports: readonly MessageTransport[] = [
  tcpTransport,
  redisTransport,
  natsTransport,
  mqttTransport,
  grpcTransport,
  rabbitmqTransport,
  kafkaTransport,
];

/** The transports of Nest, and before them those of the application, which may describe one of Nest's anew. */
export function knownTransports(given: readonly MessageTransport[]): readonly MessageTransport[] {
  return [...given, ...ownTransports];
}

/** What every edge of an application shares. */
export type SharedEdgeSettings = Omit<MessageEdgeSettings, 'transport' | 'handlers'>;

/**
 * Observes every microservice server of an application, those that a hybrid one connects later included: Nest registers each of
 * them when it is made, whether it inherits the configuration of the application or not.
 */
export class MessageServers {
  private readonly observed: ObservedServer[] = [];
  private unobservable = 0;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly transports: readonly MessageTransport[],
    private readonly settings: SharedEdgeSettings,
  ) {}

  attach(): void {
    this.modules.getRpcTargetRegistry<unknown>().subscribe(target => this.observe(target));
  }

  /** Whether another library has taken the hooks of a server. */
  get replaced(): boolean {
    return this.observed.some(server => server.replaced());
  }

  /** How many strategies have none of Nest's hooks, so that only their handlers are seen. */
  get withoutHooks(): number {
    return this.unobservable;
  }

  private observe(target: unknown): void {
    if (!isNestServer(target)) {
      this.unobservable += 1;
      return;
    }
    const { transportId } = target;
    const transport =
      this.transports.find(one => one.transportId === transportId) ?? unknownTransport(transportId);
    const handlers = new HandlerTable(target, this.modules);
    this.observed.push(observeServer(target, new MessageEdge({ ...this.settings, transport, handlers })));
  }
}
