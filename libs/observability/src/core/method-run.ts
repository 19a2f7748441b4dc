import { context, type Context, type SpanContext } from '@opentelemetry/api';
import type { Operation, OperationDefinition } from './operation.js';
import { endOperation, failOperation, startOperation } from './operation-runner.js';
import type { Runtime } from './runtime.js';
import { immediate } from './unwaited.js';

/** What a decorator knows about a method; made once, at decoration. */
export interface MethodObservation {
  readonly definition: OperationDefinition;
  /** Spans that this work follows from. */
  readonly links?: ((args: ArrayLike<unknown>) => readonly SpanContext[]) | undefined;
  /** Adds details from the arguments. */
  readonly before?: ((operation: Operation, args: ArrayLike<unknown>) => void) | undefined;
  /** Adds details from the result. */
  readonly after?: ((operation: Operation, value: unknown) => void) | undefined;
}

/** One call, iteration or subscription of an observed method. */
export class MethodRun {
  readonly operation: Operation;

  constructor(
    private readonly runtime: Runtime,
    private readonly observation: MethodObservation,
    private readonly parent: Context,
    private readonly args: ArrayLike<unknown>,
  ) {
    const { definition, before, links } = observation;
    const link =
      links &&
      ((operation: Operation) =>
        this.tell('links callback', () => {
          for (const spanContext of immediate(links(args))) operation.links.push({ context: spanContext });
        }));
    this.operation = startOperation(runtime, definition, parent, link);
    if (before && !runtime.shedding.sheds('attributes'))
      this.tell('arguments callback', () => before(this.operation, args));
  }

  get ended(): boolean {
    return this.operation.ended;
  }

  /** Runs a part of the work with the operation as the current one. */
  inside<T>(work: () => T): T {
    return context.with(this.operation.context, work);
  }

  succeed(value: unknown): void {
    const { after } = this.observation;
    const isTold = after && !this.operation.ended && !this.runtime.shedding.sheds('attributes');
    if (isTold) this.tell('result callback', () => after(this.operation, value));
    endOperation(this.runtime, this.operation, 'success');
  }

  fail(thrown: unknown): void {
    failOperation(this.runtime, this.operation, thrown);
  }

  /** The consumer went away before the end. */
  abort(): void {
    endOperation(this.runtime, this.operation, 'aborted');
  }

  /** The same call observed once more, for another subscription. */
  again(): MethodRun {
    return new MethodRun(this.runtime, this.observation, this.parent, this.args);
  }

  private tell(callback: string, run: () => void): void {
    this.runtime.faults.ask(`${this.observation.definition.name}: ${callback}`, run);
  }
}
