import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { CorrelationIds } from './context/correlation-id.js';
import { Telemetry } from './sdk/telemetry.js';
import { BackgroundPolicy, useBackgroundPolicy } from './transports/background/background-policy.js';
import { observeListeners } from './transports/events/event-listeners.js';
import { connectQueues } from './transports/queue/found-queues.js';
import { observeProcessors } from './transports/queue/job-processors.js';
import { showQueues } from './transports/queue/queue-metrics.js';
import { QueueReading } from './transports/queue/queue-reading.js';
import { queueTelemetry } from './transports/queue/queue-telemetry.js';
import { observeSchedules } from './transports/schedule/scheduled-methods.js';

/** Connects the work that no request waits for, each part before the package of its kind looks for it. */
@Injectable()
export class BackgroundWiring {
  private readonly policy: BackgroundPolicy;
  private hasQueues = false;

  constructor(
    private readonly telemetry: Telemetry,
    private readonly modules: ModulesContainer,
  ) {
    this.policy = new BackgroundPolicy(telemetry.options.background, new CorrelationIds());
    useBackgroundPolicy(telemetry.runtime, this.policy);
  }

  /** While modules are made: the classes of the application are known, and nobody has read their methods yet. */
  attach(): void {
    const { schedules, events, queues } = this.policy.settings;
    if (schedules) observeSchedules(this.modules);
    if (events) observeListeners(this.modules);
    if (queues) observeProcessors(this.modules);
  }

  /** When all instances are made, before modules are initialised where there is HTTP: what factories gave is found now. */
  instancesMade(): void {
    this.attach();
    const { queues: isOn, carryActor, queueIntervalMs } = this.policy.settings;
    if (this.hasQueues || !isOn) return;
    const { runtime, meter } = this.telemetry;
    const queues = connectQueues(this.modules, queueTelemetry(runtime, { carryActor }));
    this.hasQueues = queues.length > 0;
    if (meter && this.hasQueues)
      showQueues(
        meter,
        queues.map(queue => new QueueReading(queue, queueIntervalMs)),
      );
  }

  /** When everything else has been shut down. */
  stop(): void {
    this.policy.abortAll();
  }
}
