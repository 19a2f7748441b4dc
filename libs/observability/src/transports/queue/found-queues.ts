import type { ModulesContainer } from '@nestjs/core';
import { isBullQueue, isFlowProducer, type BullQueue, type BullTelemetry } from './bull-types.js';

/**
 * Gives the queues and flow producers of an application their telemetry, unless they have one, by BullMQ's own option.
 *
 * @returns the queues, each once
 */
export function connectQueues(modules: ModulesContainer, telemetry: BullTelemetry): readonly BullQueue[] {
  const queues = new Set<BullQueue>();
  for (const module of modules.values()) {
    for (const { instance } of module.providers.values()) {
      if (isBullQueue(instance)) {
        queues.add(instance);
        instance.opts.telemetry ??= telemetry;
      } else if (isFlowProducer(instance)) instance.telemetry ??= telemetry;
    }
  }
  return [...queues];
}
