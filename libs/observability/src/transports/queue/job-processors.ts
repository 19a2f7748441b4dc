import { propagation, trace, type Context } from '@opentelemetry/api';
import type { ModulesContainer } from '@nestjs/core';
import { policyOf } from '../../context/propagation-policy.js';
import { backgroundAttr, backgroundField } from '../../core/background-names.js';
import { getMetadata } from '../../core/metadata.js';
import type { MethodObservation } from '../../core/method-run.js';
import { attr } from '../../core/names.js';
import type { Operation } from '../../core/operation.js';
import type { Runtime } from '../../core/runtime.js';
import { readProperty } from '../../core/untrusted-read.js';
import { BackgroundRun } from '../background/background-run.js';
import { withLinks } from '../background/linked-span.js';
import { declaredMethods } from '../background/marked-methods.js';
import { observeWork, type WorkCall, type WorkKind } from '../background/observe-work.js';
import type { BullJob } from './bull-types.js';
import { readOrigin } from './job-origin.js';

/** What `@Processor()` leaves on a class: the options of the worker, with the name of its queue. */
const processorKey = 'bullmq:processor_metadata';

/** Observes the processors of an application. Call it before `@nestjs/bullmq` makes its workers, when modules are initialised. */
export function observeProcessors(modules: ModulesContainer): void {
  for (const declared of declaredMethods(modules)) {
    if (declared.key !== 'process') continue;
    const metadata = getMetadata(processorKey, declared.owner);
    const queue = typeof metadata === 'object' && metadata !== null && readProperty(metadata, 'name');
    if (typeof queue === 'string')
      observeWork(declared, processing(`${declared.owner.name}.${declared.key}`, queue));
  }
}

/** Each attempt at a job is a run of its own. */
function processing(name: string, queue: string): WorkKind {
  return {
    definition: {
      type: 'background',
      name: `process ${queue}`,
      kind: 'consumer',
      metrics: false,
      root: false,
      line: 'always',
      dimensions: {
        [backgroundAttr.trigger]: 'queue',
        [backgroundAttr.work]: name,
        [attr.codeFunctionName]: name,
        [attr.messagingSystem]: 'bullmq',
        [attr.messagingDestinationName]: queue,
        [attr.messagingOperationName]: 'process',
        [attr.messagingOperationType]: 'process',
      },
    },
    isOn: ({ settings }) => settings.queues,
    begin: beginJob,
  };
}

function beginJob(call: WorkCall): BackgroundRun {
  const { observation, policy, runtime, args } = call;
  const job = args[0] as BullJob;
  const origin = readOrigin(job?.opts?.telemetry?.metadata);
  const sender = trace.getSpanContext(origin.from);
  // The baggage travels in either case, by the rules of the application.
  const allowed = allowedOf(runtime, origin.from);
  const isChild = policy.settings.jobs === 'parent';
  // Each job of a repeated one carries what was known when that was set up, which says nothing about this run.
  const isRepeated = job?.repeatJobKey !== undefined;
  return BackgroundRun.begin({
    ...call,
    observation: {
      ...observation,
      before: describing(job, observation.before),
      links: withLinks(observation.links, sender && !isChild ? [sender] : []),
    },
    origin: {
      parent: isChild ? allowed : trace.deleteSpan(allowed),
      ...(!isRepeated && { requestId: origin.requestId, actor: origin.actor }),
    },
    fields: {
      [backgroundField.queue]: String(job?.queueName),
      ...(job?.id !== undefined && { [backgroundField.jobId]: job.id }),
      [backgroundField.attempt]: attemptOf(job),
    },
    isPostponed,
  });
}

function allowedOf(runtime: Runtime, from: Context): Context {
  return policyOf(runtime)?.withAllowedBaggage(from) ?? propagation.deleteBaggage(from);
}

function describing(job: BullJob, own: MethodObservation['before']): MethodObservation['before'] {
  return (operation, args) => {
    describe(operation, job);
    own?.(operation, args);
  };
}

function describe(operation: Operation, job: BullJob): void {
  operation.detail(attr.messagingMessageId, job.id);
  operation.detail(backgroundAttr.jobName, job.name);
  operation.detail(backgroundAttr.jobAttempt, attemptOf(job));
  operation.detail(backgroundAttr.jobMaxAttempts, Math.max(job.opts.attempts ?? 1, 1));
  if (job.attemptsMade > 0 || job.processedOn === undefined) return;
  operation.detail(backgroundAttr.jobWait, Math.max(job.processedOn - job.timestamp - (job.delay ?? 0), 0));
}

function attemptOf(job: BullJob): number {
  return (job?.attemptsMade ?? 0) + 1;
}

/** What a processor throws to put a job back, as BullMQ's guides have it. */
const postponements = new Set(['DelayedError', 'WaitingError', 'WaitingChildrenError', 'RateLimitError']);

function isPostponed(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  return (
    postponements.has(String(readProperty(thrown, 'name'))) ||
    readProperty(thrown, 'message') === 'bullmq:rateLimitExceeded'
  );
}
