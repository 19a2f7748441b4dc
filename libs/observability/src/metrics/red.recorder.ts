import { attr } from '../core/names.js';
import type { OperationRecorder } from '../core/operation-recorder.js';
import type { Operation, OperationDefinition, OperationType } from '../core/operation.js';
import { BackgroundMetrics } from './background-metrics.js';
import { ClientMetrics } from './client-metrics.js';
import { DatabaseMetrics } from './database-metrics.js';
import { GraphqlMetrics } from './graphql-metrics.js';
import { HttpMetrics } from './http-metrics.js';
import { MessageMetrics } from './message-metrics.js';
import { MethodMetrics } from './method-metrics.js';
import type { MetricsSource } from './metrics-source.js';
import { WebsocketMetrics } from './websocket-metrics.js';

/** What is measured wherever it comes; a method says itself whether it is. */
const measured: ReadonlySet<OperationType> = new Set([
  'http',
  'rpc',
  'sent-message',
  'websocket',
  'connection',
  'background',
]);

/**
 * Measures rate, errors and duration: of every request and message in and out, of database queries and background work, and
 * of the methods that ask for it. Labels come from an operation's dimensions alone. Instruments are made when the first operation of their kind comes.
 */
export class RedRecorder implements OperationRecorder {
  readonly signal = 'metrics';
  #http: HttpMetrics | undefined;
  #methods: MethodMetrics | undefined;
  #client: ClientMetrics | undefined;
  #background: BackgroundMetrics | undefined;
  #database: DatabaseMetrics | undefined;
  #received: MessageMetrics | undefined;
  #sent: MessageMetrics | undefined;
  #websockets: WebsocketMetrics | undefined;
  #graphql: GraphqlMetrics | undefined;

  constructor(private readonly source: MetricsSource) {}

  observes(definition: OperationDefinition): boolean {
    return measured.has(definition.type) || isQuery(definition) || definition.metrics;
  }

  /** Never: what is measured is measured in unsampled traces, too. */
  idle(): boolean {
    return false;
  }

  start(operation: Operation): void {
    const { type } = operation.definition;
    if (type === 'http') this.#httpMetrics().start(operation);
    else if (type === 'connection') this.#websocketMetrics().opened(operation);
    else if (type === 'background') this.#backgroundMetrics().start(operation);
  }

  end(operation: Operation): void {
    const { type, metrics } = operation.definition;
    if (type === 'http-client') return this.#clientMetrics().end(operation);
    if (type === 'http') this.#endHttp(operation);
    else if (isQuery(operation.definition))
      (this.#database ??= new DatabaseMetrics(this.source)).end(operation);
    else if (type === 'background') this.#backgroundMetrics().end(operation);
    else if (type === 'rpc') this.#endMessage(operation);
    else if (type === 'sent-message') (this.#sent ??= new MessageMetrics(this.source, 'sent')).end(operation);
    else if (type === 'connection') this.#websocketMetrics().closed(operation);
    else if (type === 'websocket' && operation.dimensions[attr.websocketMessage] !== undefined)
      this.#websocketMetrics().message(operation);
    if (metrics) this.#methodMetrics().end(operation);
  }

  #endHttp(operation: Operation): void {
    this.#httpMetrics().end(operation);
    if (operation.dimensions[attr.graphqlOperationType] !== undefined)
      (this.#graphql ??= new GraphqlMetrics(this.source)).end(operation);
  }

  /** One that only its handler told of has no name by the conventions. */
  #endMessage(operation: Operation): void {
    const { dimensions } = operation;
    if (dimensions[attr.rpcSystem] === undefined && dimensions[attr.messagingSystem] === undefined) return;
    (this.#received ??= new MessageMetrics(this.source, 'received')).end(operation);
  }

  #httpMetrics(): HttpMetrics {
    return (this.#http ??= new HttpMetrics(this.source));
  }

  #methodMetrics(): MethodMetrics {
    return (this.#methods ??= new MethodMetrics(this.source));
  }

  #clientMetrics(): ClientMetrics {
    return (this.#client ??= new ClientMetrics(this.source));
  }

  #backgroundMetrics(): BackgroundMetrics {
    return (this.#background ??= new BackgroundMetrics(this.source));
  }

  #websocketMetrics(): WebsocketMetrics {
    return (this.#websockets ??= new WebsocketMetrics(this.source));
  }
}

/** A transaction is made of queries, which are measured. */
function isQuery({ type, kind }: OperationDefinition): boolean {
  return type === 'database' && kind === 'client';
}
