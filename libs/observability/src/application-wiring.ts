import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer, type AbstractHttpAdapter } from '@nestjs/core';
import { MessageDenials } from './audit/message-denials.js';
import { servedPaths } from './config/path-clashes.js';
import { ObservabilityConfigurationError } from './config/observability-configuration.error.js';
import { describeActive } from './describe-active.js';
import { CorrelationIds } from './context/correlation-id.js';
import { PropagationPolicy } from './context/propagation-policy.js';
import { DrainState } from './health/drain-state.js';
import { EntrancesWiring } from './entrances-wiring.js';
import { HEALTH_ENDPOINTS, type HealthEndpoint } from './health/health-endpoints.js';
import { deadlineWarning } from './sdk/shutdown/deadline-warning.js';
import { HttpDrain } from './sdk/shutdown/http-drain.js';
import { otherSetups } from './sdk/coexistence.js';
import { uselessApi } from './sdk/shared-api.js';
import { Telemetry } from './sdk/telemetry.js';
import { ActorSource } from './transports/actor-source.js';
import { hasMessageHandlers } from './transports/handlers.js';
import { HandlerGuard } from './transports/handler.guard.js';
import { attachEdge, type AttachedEdge } from './transports/http/attach-edge.js';
import { callerTrust } from './transports/http/caller-trust.js';
import { httpCapture } from './transports/http/http-capture.js';
import { originReader } from './transports/http/client-origin.js';
import { HttpEdge } from './transports/http/http-edge.js';
import { KnownRoutes } from './transports/http/known-routes.js';
import { OperationalEndpoints, type OperationalEndpoint } from './transports/http/operational-endpoints.js';
import { installExceptionProbe, installMessageProbe } from './transports/install-exception-probe.js';
import { MessageGate } from './transports/message-gate.js';
import { putTraceIdFilterLast } from './transports/http/trace-id.filter.js';
import { OperationInterceptor } from './transports/operation.interceptor.js';

/** Connects the telemetry of an application to Nest, each part at the moment at which Nest looks for it. */
@Injectable()
export class ApplicationWiring {
  private readonly logger = new Logger('Observability');
  private readonly ids = new CorrelationIds();
  private readonly actors: ActorSource | undefined;
  private readonly entrances: EntrancesWiring;
  private edge: AttachedEdge | undefined;
  private endpoints: OperationalEndpoints | undefined;
  private routes: KnownRoutes | undefined;

  constructor(
    private readonly telemetry: Telemetry,
    private readonly host: HttpAdapterHost,
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
    @Optional() @Inject(HEALTH_ENDPOINTS) private readonly healthEndpoints: readonly HealthEndpoint[] = [],
    @Optional() @Inject(DrainState) private readonly drain: DrainState | undefined = undefined,
  ) {
    const { runtime, options } = telemetry;
    this.actors = options.identify && new ActorSource(options.identify, runtime.faults);
    this.entrances = new EntrancesWiring({ telemetry, config, modules, ids: this.ids });
  }

  /** While modules are made: the guard is the first of all, and routes are not mapped yet. */
  attach(): void {
    const { runtime } = this.telemetry;
    const { ids, actors } = this;
    const takesMessages = hasMessageHandlers(this.modules);
    const isAudited = this.telemetry.options.audit.mode !== 'off';
    installMessageProbe(this.modules);
    this.entrances.attach();
    this.config.addGlobalGuard(new HandlerGuard(takesMessages && isAudited ? this.messageGate() : undefined));
    // A pass-through interceptor costs a quarter of a bare application's throughput, so it is there only when needed.
    const { resolvers } = this.telemetry.options.graphql;
    if (actors || takesMessages || resolvers) {
      this.config.addGlobalInterceptor(new OperationInterceptor({ runtime, ids, actors, resolvers }));
    }
    const adapter = this.host.httpAdapter;
    if (adapter) this.edge = this.attachEdge(adapter);
  }

  /** After the application added its filters and before its routes are mapped. */
  beforeRoutes(): void {
    installExceptionProbe(this.config, this.modules);
    const adapter = this.host.httpAdapter;
    if (!adapter) return;
    // A testing module is made without an adapter; `createNestApplication()` brings it.
    this.edge ??= this.attachEdge(adapter);
    if (this.telemetry.options.errors.exposeTraceId) putTraceIdFilterLast(this.config, adapter);
    this.edge.watch();
    this.routes = new KnownRoutes(adapter);
    this.drainRequests(adapter);
    this.endpoints = new OperationalEndpoints(adapter, this.operationalEndpoints());
    this.endpoints.beforeRoutes();
  }

  /**
   * When the routes are mapped.
   *
   * @throws ObservabilityConfigurationError when one of them has the path of an endpoint of the library.
   */
  afterRoutes(): void {
    const clashes = this.endpoints?.afterRoutes() ?? [];
    if (clashes.length > 0) throw new ObservabilityConfigurationError(clashes);
    this.telemetry.applicationMade(this.routes?.list() ?? []);
  }

  /** When everything is made. The hooks of this library's module are the first that run. */
  beforeInit(): Promise<void> {
    return this.entrances.beforeInit();
  }

  /**
   * When everything runs: says what is active, and what stands in the way.
   *
   * @param managementUrl where operators ask; absent where they have no listener
   */
  report(managementUrl?: string): void {
    if (this.edge?.replaced()) {
      this.logger.warn(
        'Another library replaced the request hook of the HTTP adapter, so requests are not observed. ' +
          'Import ObservabilityModule after it, or let it chain the hook that is set.',
      );
    }
    this.entrances.report();
    const warning = deadlineWarning(this.telemetry.options.shutdown);
    if (warning !== undefined) this.logger.warn(warning);
    const useless = uselessApi();
    if (useless !== undefined) this.logger.warn(useless);
    for (const other of otherSetups(this.telemetry.foreignTracers))
      this.logger.log(`Beside others: ${other}.`);
    this.logger.log(
      describeActive(this.telemetry.options, { audit: this.telemetry.audit.description, managementUrl }),
    );
  }

  private messageGate(): MessageGate {
    const { runtime, audit } = this.telemetry;
    const denials = new MessageDenials(audit);
    return new MessageGate({ runtime, ids: this.ids, stopped: message => denials.tell(message) });
  }

  private attachEdge(adapter: AbstractHttpAdapter): AttachedEdge {
    const { runtime, options } = this.telemetry;
    const { ids, actors } = this;
    const edge = new HttpEdge({
      runtime,
      ids,
      requestIdHeader: options.http.requestIdHeader,
      trusts: callerTrust(options.propagation.trust, runtime.faults),
      policy: new PropagationPolicy(options.propagation),
      origin: originReader(options.http.forwarded),
      ignoredPaths: options.http.ignorePaths,
      quietPaths: options.http.quietPaths,
      captured: httpCapture(options.http.captured, this.telemetry.redactor),
      takesOver: this.telemetry.foreignTracers !== undefined,
      ...(actors && { lateActor: (request, scope) => actors.resolveLate(request, scope) }),
    });
    return attachEdge(adapter, edge);
  }

  /** Readiness extends the adapter later than this, so that it turns before anybody waits. */
  private drainRequests(adapter: AbstractHttpAdapter): void {
    const { end, options } = this.telemetry;
    end.http = new HttpDrain(adapter, options.shutdown, end.hurrySignal);
    end.http.attach();
    end.onAnnounced = () => this.drain?.begin();
  }

  private operationalEndpoints(): OperationalEndpoint[] {
    const { metricsEndpoint, options } = this.telemetry;
    const handlers = new Map(this.healthEndpoints.map(({ path, handler }) => [path, handler]));
    if (metricsEndpoint && options.metrics.path !== false)
      handlers.set(options.metrics.path, metricsEndpoint);
    return servedPaths(options.management ? undefined : options.metrics, options.health).flatMap(
      ({ path, option }) => {
        const handler = handlers.get(path);
        return handler ? [{ path, option, handler }] : [];
      },
    );
  }
}
