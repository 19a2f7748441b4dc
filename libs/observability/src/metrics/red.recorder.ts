import type { OperationRecorder } from '../core/operation-recorder.js';
import type { Operation, OperationDefinition } from '../core/operation.js';
import { BackgroundMetrics } from './background-metrics.js';
import { ClientMetrics } from './client-metrics.js';
import { DatabaseMetrics } from './database-metrics.js';
import { HttpMetrics } from './http-metrics.js';
import { MethodMetrics } from './method-metrics.js';
import type { MetricsSource } from './metrics-source.js';

/**
 * Measures rate, errors and duration: of every HTTP request in and out, of database queries and background work, and of the methods that ask for it. Labels come from an
 * operation's dimensions alone. Instruments are made when the first operation of their kind comes.
 */
export class RedRecorder implements OperationRecorder {
  readonly signal = 'metrics';
  #http: HttpMetrics | undefined;
  #methods: MethodMetrics | undefined;
  #client: ClientMetrics | undefined;
  #background: BackgroundMetrics | undefined;
  #database: DatabaseMetrics | undefined;

  constructor(private readonly source: MetricsSource) {}

  observes(definition: OperationDefinition): boolean {
    return (
      definition.type === 'http' ||
      definition.type === 'background' ||
      isQuery(definition) ||
      definition.metrics
    );
  }

  /** Never: what is measured is measured in unsampled traces, too. */
  idle(): boolean {
    return false;
  }

  start(operation: Operation): void {
    if (operation.definition.type === 'http') this.#httpMetrics().start(operation);
    else if (operation.definition.type === 'background') this.#backgroundMetrics().start(operation);
  }

  end(operation: Operation): void {
    const { type, metrics } = operation.definition;
    if (type === 'http-client') return this.#clientMetrics().end(operation);
    if (type === 'http') this.#httpMetrics().end(operation);
    else if (isQuery(operation.definition))
      (this.#database ??= new DatabaseMetrics(this.source)).end(operation);
    else if (type === 'background') this.#backgroundMetrics().end(operation);
    if (metrics) this.#methodMetrics().end(operation);
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
}

/** A transaction is made of queries, which are measured. */
function isQuery({ type, kind }: OperationDefinition): boolean {
  return type === 'database' && kind === 'client';
}
