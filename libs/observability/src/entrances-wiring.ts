import { Logger } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import type { CorrelationIds } from './context/correlation-id.js';
import { PropagationPolicy } from './context/propagation-policy.js';
import type { Telemetry } from './sdk/telemetry.js';
import { messageTrust } from './transports/rpc/message-trust.js';
import { knownTransports, MessageServers } from './transports/rpc/observe-servers.js';

/** What the entrances of an application share. */
export interface EntrancesWiringSettings {
  readonly telemetry: Telemetry;
  readonly modules: ModulesContainer;
  readonly ids: CorrelationIds;
}

/** Connects the telemetry of an application to the entrances beside HTTP. */
export class EntrancesWiring {
  private readonly logger = new Logger('Observability');
  private readonly servers: MessageServers | undefined;

  constructor({ telemetry, modules, ids }: EntrancesWiringSettings) {
    const { runtime, options } = telemetry;
    const transports = knownTransports(options.messaging.transports);
    if (options.messaging.enabled) {
      this.servers = new MessageServers(modules, transports, {
        runtime,
        ids,
        faults: runtime.faults,
        policy: new PropagationPolicy(options.propagation),
        trusts: messageTrust(options.propagation.trust, options.propagation.messages, runtime.faults),
      });
    }
  }

  /** While modules are made: servers that come later are heard of, too. */
  attach(): void {
    this.servers?.attach();
  }

  /** When everything runs: says what stands in the way. */
  report(): void {
    if (this.servers?.replaced) {
      this.logger.warn(
        'Another library replaced the processing hooks of a microservice, so its messages are not observed. ' +
          'Import ObservabilityModule after it, or let it chain the hooks that are set.',
      );
    }
  }
}
