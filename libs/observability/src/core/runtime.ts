import { createContextKey, type Context, type TracerProvider } from '@opentelemetry/api';
import type { ExceptionWatch } from './exception-watch.js';
import { LoadShedding } from './load-shedding.js';
import type { FaultLog } from './fault-log.js';
import type { Operation, OperationDefinition } from './operation.js';
import { signalOrder, type OperationRecorder, type Signal } from './operation-recorder.js';

/** What the request context carries for the core: which application the work belongs to. */
export interface RuntimeCarrier {
  readonly runtime: Runtime;
  /** The operation at the edge, once it is open. */
  readonly operation: Operation | undefined;
}

/** The key under which the OpenTelemetry context carries the request scope; shared by every copy of this library. */
export const scopeKey = createContextKey('nestjs-observability.scope.v1');

/** The active telemetry of one application: its recorders, its tracers, its faults. Two applications never share one. */
export class Runtime {
  private readonly all: readonly OperationRecorder[];
  private working: readonly OperationRecorder[];
  private told: boolean;
  private spansMade = true;
  /** What belongs to the application and is no recorder, by registered symbols: decorators find it from any copy of the library. */
  readonly extensions = new Map<symbol, unknown>();
  /** What is given up while the process has no time for it. */
  shedding: LoadShedding = new LoadShedding();
  private plans = new WeakMap<OperationDefinition, readonly OperationRecorder[]>();
  private readonly owned = new WeakSet<object>();

  constructor(
    recorders: readonly OperationRecorder[],
    readonly faults: FaultLog,
    private readonly provider: TracerProvider | undefined,
    /** Whether spans get anywhere at all; without an exporter they only lend their ids to log lines. */
    readonly spansLeave: () => boolean = () => provider !== undefined,
    /** Without one every exception is an event of each span that it leaves. */
    readonly exceptions?: ExceptionWatch,
  ) {
    this.all = [...recorders].sort((a, b) => signalOrder.indexOf(a.signal) - signalOrder.indexOf(b.signal));
    this.working = this.all;
    this.told = true;
  }

  /** Those that are switched on, in their fixed order. */
  get recorders(): readonly OperationRecorder[] {
    return this.working;
  }

  /** Where spans made through the OpenTelemetry API go; absent when traces are off. */
  get tracers(): TracerProvider | undefined {
    return this.spansMade ? this.provider : undefined;
  }

  /** Whether a decorated method has anybody to tell: refusals, which the audit tells, are those of requests. */
  get hearsMethods(): boolean {
    return this.told;
  }

  /** Lets only these signals work from here on; operations under way end as they began. */
  switchTo(signals: ReadonlySet<Signal>): void {
    this.working = this.all.filter(({ signal }) => signals.has(signal));
    this.told = this.working.some(({ signal }) => signal !== 'audit');
    this.spansMade = signals.has('span');
    this.plans = new WeakMap();
  }

  /** The recorders that care for a definition, in their fixed order; found once. */
  recordersFor(definition: OperationDefinition): readonly OperationRecorder[] {
    const known = this.plans.get(definition);
    if (known) return known;
    const plan = this.working.filter(recorder => recorder.observes(definition));
    this.plans.set(definition, plan);
    return plan;
  }

  /** Notes that an instance belongs to this application, which decides where several applications share a process. */
  own(instance: object): void {
    this.owned.add(instance);
  }

  owns(instance: unknown): boolean {
    return typeof instance === 'object' && instance !== null && this.owned.has(instance);
  }
}

/** Every copy of the library in a process must see the same applications, hence the registered symbol. */
const slotKey = Symbol.for('nestjs-observability.runtimes.v1');
const runtimes: Runtime[] = ((globalThis as { [slotKey]?: Runtime[] })[slotKey] ??= []);

/** Makes a runtime known to decorated methods. */
export function activateRuntime(runtime: Runtime): void {
  runtimes.push(runtime);
}

/** Forgets a runtime; decorated methods of its application run undecorated from here on. */
export function deactivateRuntime(runtime: Runtime): void {
  const at = runtimes.indexOf(runtime);
  if (at >= 0) runtimes.splice(at, 1);
}

/** Whether any application of the process records at all; the cheapest question a decorated method can ask. */
export function anyRuntime(): boolean {
  return runtimes.length > 0;
}

/** The same for a method that is traced, measured or logged, and nothing else. */
export function anyoneHearsMethods(): boolean {
  for (const runtime of runtimes) if (runtime.hearsMethods) return true;
  return false;
}

/**
 * The runtime that a call belongs to: that of the request it runs in, else the only one, else that of the application
 * which made the instance, else the one started last.
 */
export function runtimeFor(active: Context, instance: unknown): Runtime | undefined {
  const carrier = active.getValue(scopeKey) as RuntimeCarrier | undefined;
  if (carrier) return carrier.runtime;
  if (runtimes.length < 2) return runtimes[0];
  return runtimes.find(runtime => runtime.owns(instance)) ?? runtimes.at(-1);
}
