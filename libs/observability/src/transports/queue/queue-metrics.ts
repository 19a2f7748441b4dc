import { attr } from '../../core/names.js';
import type { Meter } from '@opentelemetry/api';
import { backgroundAttr, queueMetric } from '../../core/background-names.js';
import type { QueueReading } from './queue-reading.js';

/** Shows depth and age of queues; Redis is read when metrics are collected. */
export function showQueues(meter: Meter, queues: readonly QueueReading[]): void {
  const labels = (queue: QueueReading) => ({
    [attr.messagingSystem]: 'bullmq',
    [attr.messagingDestinationName]: queue.name,
  });
  meter
    .createObservableGauge(queueMetric.jobs, {
      unit: '{job}',
      description: 'Jobs of a queue, by state; the same in every process that knows the queue.',
    })
    .addCallback(async result => {
      await Promise.all(
        queues.map(async queue => {
          const state = await queue.read();
          for (const [name, count] of state?.counts ?? [])
            result.observe(count, { ...labels(queue), [backgroundAttr.jobState]: name });
        }),
      );
    });
  meter
    .createObservableGauge(queueMetric.oldestJob, {
      unit: 's',
      description: 'Age of the job that waits for longest; 0 when none waits.',
    })
    .addCallback(async result => {
      await Promise.all(
        queues.map(async queue => {
          const state = await queue.read();
          if (state) result.observe(state.oldest, labels(queue));
        }),
      );
    });
}
