import { Logger } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { CorrelationIds } from './context/correlation-id.js';
import { PropagationPolicy } from './context/propagation-policy.js';
import type { Telemetry } from './sdk/telemetry.js';
import type { MessageTransport } from './transports/message-transport.js';
import { messageTrust } from './transports/rpc/message-trust.js';
import { observeClients } from './transports/rpc/observe-clients.js';
import { knownTransports, MessageServers } from './transports/rpc/observe-servers.js';
import { observeAdapters } from './transports/websocket/observe-adapter.js';
import { SocketEdge } from './transports/websocket/socket-edge.js';

/** What the entrances of an application share. */
export interface EntrancesWiringSettings {
  readonly telemetry: Telemetry;
  readonly config: ApplicationConfig;
  readonly modules: ModulesContainer;
  readonly ids: CorrelationIds;
}

/** Connects the telemetry of an application to the entrances beside HTTP. */
export class EntrancesWiring {
  private readonly logger = new Logger('Observability');
  private readonly servers: MessageServers | undefined;

  private readonly transports: readonly MessageTransport[];

  constructor(private readonly settings: EntrancesWiringSettings) {
    const { telemetry, modules, ids } = settings;
    const { runtime, options } = telemetry;
    const transports = (this.transports = knownTransports(options.messaging.transports));
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
    const { telemetry, config, ids } = this.settings;
    this.servers?.attach();
    observeAdapters(config, new SocketEdge({ runtime: telemetry.runtime, ids }));
  }

  /** When everything is made and before the hooks of the application run, in which it may send already. */
  async beforeInit(): Promise<void> {
    const { telemetry, modules } = this.settings;
    const { runtime, options } = telemetry;
    if (options.messaging.clients) await observeClients(modules, { runtime, transports: this.transports });
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
