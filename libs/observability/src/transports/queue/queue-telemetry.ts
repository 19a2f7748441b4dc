import { attr } from '../../core/names.js';
import { context, createContextKey, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import { backgroundAttr } from '../../core/background-names.js';
import type { Operation, OperationDefinition } from '../../core/operation.js';
import { endOperation, failOperation, startOperation } from '../../core/operation-runner.js';
import type { Runtime } from '../../core/runtime.js';
import type { BullSpan, BullTelemetry } from './bull-types.js';
import { writeOrigin } from './job-origin.js';

/** `SpanKind.PRODUCER` of BullMQ, which has the numbers of OpenTelemetry. */
const producer = 3;

/** Set on the context of a call that adds jobs: only these carry an origin. */
const addingKey = createContextKey('nestjs-observability.adding-jobs');

/** What BullMQ calls its attributes. */
const bull = {
  queue: 'bullmq.queue.name',
  operation: 'bullmq.queue.operation',
  job: 'bullmq.job.name',
  id: 'bullmq.job.id',
  count: 'bullmq.job.bulk.count',
} as const;

const sending: OperationDefinition = {
  type: 'queue-send',
  name: 'add',
  kind: 'producer',
  metrics: false,
  root: false,
  dimensions: {
    [attr.messagingSystem]: 'bullmq',
    [attr.messagingOperationType]: 'send',
  },
};

/**
 * What BullMQ is given as its telemetry: adding jobs is a producer span whose context travels with the job. Everything else that
 * BullMQ would tell - each poll of a worker, each lock - is no span; processors are observed where they are called.
 */
export function queueTelemetry(runtime: Runtime, settings: { readonly carryActor: boolean }): BullTelemetry {
  return {
    tracer: {
      startSpan: (_name, { kind }, active = context.active()) =>
        kind === producer && runtime.hearsMethods ? new AddingSpan(runtime, active) : silentSpan,
    },
    contextManager: {
      with: (active, run) => context.with(active, run as () => ReturnType<typeof run>),
      active: () => context.active(),
      root: () => ROOT_CONTEXT,
      getMetadata: active =>
        active.getValue(addingKey) === true
          ? (runtime.faults.guard('job origin', () => writeOrigin(active, settings.carryActor)) ?? '')
          : '',
      // The origin of a job is read where its processor is called.
      fromMetadata: active => active,
    },
  };
}

/** Jobs that are being added. */
class AddingSpan implements BullSpan {
  private readonly operation: Operation;

  constructor(
    private readonly runtime: Runtime,
    active: Context,
  ) {
    this.operation = startOperation(runtime, sending, active);
  }

  setSpanOnContext(): Context {
    return this.operation.context.setValue(addingKey, true);
  }

  setAttribute(key: string, value: unknown): void {
    this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Readonly<Record<string, unknown>>): void {
    const { operation } = this;
    const { dimensions } = operation;
    const [queue, verb] = [attributes[bull.queue], attributes[bull.operation]];
    if (typeof queue === 'string') dimensions[attr.messagingDestinationName] = queue;
    if (typeof verb === 'string') dimensions[attr.messagingOperationName] = verb;
    if (typeof queue === 'string' && typeof verb === 'string') operation.name = `${verb} ${queue}`.trim();
    const [job, id, count] = [attributes[bull.job], attributes[bull.id], attributes[bull.count]];
    if (typeof job === 'string') operation.detail(backgroundAttr.jobName, job);
    if (typeof id === 'string') operation.detail(attr.messagingMessageId, id);
    if (typeof count === 'number') operation.detail(backgroundAttr.messagingBatchMessageCount, count);
  }

  addEvent(): void {
    // Nothing that a reader of the trace would look for.
  }

  recordException(exception: unknown): void {
    failOperation(this.runtime, this.operation, exception);
  }

  end(): void {
    endOperation(this.runtime, this.operation, 'success');
  }
}

/** For what is not told. */
const silentSpan: BullSpan = {
  setSpanOnContext: active => active,
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};
