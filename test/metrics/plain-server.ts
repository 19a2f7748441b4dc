import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { Registry } from 'prom-client';
import { FaultLog } from '../../libs/observability/src/core/fault-log.js';
import { attr } from '../../libs/observability/src/core/names.js';
import { endOperation, startOperation } from '../../libs/observability/src/core/operation-runner.js';
import type { OperationDefinition } from '../../libs/observability/src/core/operation.js';
import { Runtime } from '../../libs/observability/src/core/runtime.js';
import { ExemplarStore } from '../../libs/observability/src/metrics/exemplar-store.js';
import { createMetricsEndpoint } from '../../libs/observability/src/metrics/metrics.endpoint.js';
import { PromClientProducer } from '../../libs/observability/src/metrics/prom-client-producer.js';
import { RedRecorder } from '../../libs/observability/src/metrics/red.recorder.js';
import { startRuntimeMetrics } from '../../libs/observability/src/metrics/runtime-metrics.js';
import { SharedMetricReader } from '../../libs/observability/src/metrics/shared-metric-reader.js';

const definition: OperationDefinition = {
  type: 'http',
  name: 'GET',
  kind: 'server',
  metrics: false,
  root: false,
  dimensions: {},
};

/** A server without Nest: `GET /orders/<n>` answers 200, `GET /broken` 500, `GET /metrics` what was measured. */
export class PlainServer {
  /** The traces of the requests served, in order. */
  readonly traceIds: string[] = [];
  readonly faults = new FaultLog();
  readonly reader: SharedMetricReader;
  private readonly exemplars = new ExemplarStore();
  private readonly provider: MeterProvider;
  private readonly runtime: Runtime;
  private readonly stopRuntimeMetrics: () => void;
  private readonly metrics;
  private readonly server = createServer((request, response) => void this.serve(request, response));

  private constructor(registry: Registry, exporter: PushMetricExporter) {
    const producers = [new PromClientProducer(registry)];
    this.reader = new SharedMetricReader({ producers, faults: this.faults, push: { exporters: [exporter] } });
    const resource = resourceFromAttributes({ 'service.name': 'plain', 'service.version': '1.2.3' });
    this.provider = new MeterProvider({ readers: [this.reader], resource });
    this.stopRuntimeMetrics = startRuntimeMetrics(this.provider).stop;
    const recorder = new RedRecorder({ meter: this.provider.getMeter('plain'), exemplars: this.exemplars });
    this.runtime = new Runtime([recorder], this.faults, undefined);
    this.metrics = createMetricsEndpoint({
      reader: this.reader,
      exemplars: this.exemplars,
      faults: this.faults,
    });
  }

  static async start(registry: Registry, exporter: PushMetricExporter): Promise<PlainServer> {
    const server = new PlainServer(registry, exporter);
    await new Promise<void>(resolve => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async get(path: string): Promise<void> {
    await (await fetch(`http://${this.address}${path}`)).text();
  }

  async stop(): Promise<void> {
    this.stopRuntimeMetrics();
    await this.provider.shutdown();
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/metrics') {
      const reply = await this.metrics({ method: request.method ?? '', headers: request.headers });
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return;
    }
    const broken = request.url === '/broken';
    const traceId = randomBytes(16).toString('hex');
    const span = { traceId, spanId: randomBytes(8).toString('hex'), traceFlags: TraceFlags.SAMPLED };
    const operation = startOperation(
      this.runtime,
      definition,
      trace.setSpanContext(ROOT_CONTEXT, span),
      started => {
        Object.assign(started.dimensions, { [attr.httpRequestMethod]: 'GET', [attr.urlScheme]: 'http' });
      },
    );
    this.traceIds.push(traceId);
    operation.dimensions[attr.httpRoute] = broken ? '/broken' : '/orders/:id';
    operation.dimensions[attr.httpResponseStatusCode] = broken ? 500 : 200;
    operation.detail(attr.httpResponseBodySize, 2);
    response.writeHead(broken ? 500 : 200).end('ok');
    endOperation(this.runtime, operation, broken ? 'failure' : 'success');
  }
}
