import type { EndpointHandler, EndpointReply, EndpointRequest } from '../core/endpoint.js';
import { FaultLog } from '../core/fault-log.js';
import type { ExemplarSource } from './exemplar-store.js';
import { CONTENT_TYPES, negotiateFormat } from './exposition/negotiate.js';
import { ScrapeSource } from './scrape-source.js';
import type { SharedMetricReader } from './shared-metric-reader.js';

/** What the metrics endpoint serves. */
export interface MetricsEndpointOptions {
  readonly reader: Pick<SharedMetricReader, 'collect'>;
  /** Trace ids for the OpenMetrics format. */
  readonly exemplars?: ExemplarSource | undefined;
  /** Told of failed collections, and of metrics that cannot be shown because another one has their name. */
  readonly faults?: FaultLog;
}

const PLAIN_TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/**
 * Serves a reader's metrics to Prometheus, as text 0.0.4 or OpenMetrics 1.0. Answers GET and HEAD, 405 to the rest,
 * and 500 without a reason when collecting fails: the reason goes to the faults.
 */
export function createMetricsEndpoint(options: MetricsEndpointOptions): EndpointHandler {
  const { reader, exemplars, faults = new FaultLog() } = options;
  const source = new ScrapeSource({ reader, exemplars, faults });

  return async (request: EndpointRequest): Promise<EndpointReply> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return methodNotAllowed();
    try {
      const format = negotiateFormat(acceptHeader(request));
      const page = await source.page(format);
      const headers = { 'content-type': CONTENT_TYPES[format], vary: 'accept', 'cache-control': 'no-store' };
      return { status: 200, headers, body: request.method === 'HEAD' ? '' : page };
    } catch (error) {
      faults.report('metrics page', error);
      return { status: 500, headers: PLAIN_TEXT, body: 'Metrics cannot be collected at the moment.\n' };
    }
  };
}

function methodNotAllowed(): EndpointReply {
  return {
    status: 405,
    headers: { ...PLAIN_TEXT, allow: 'GET, HEAD' },
    body: 'Only GET and HEAD are allowed.\n',
  };
}

function acceptHeader({ headers }: EndpointRequest): string | undefined {
  const accept = headers['accept'];
  return typeof accept === 'string' ? accept : accept?.join(',');
}
