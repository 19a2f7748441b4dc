import type { EndpointHandler, EndpointReply, EndpointRequest } from '../core/endpoint.js';
import type { ExemplarSource } from './exemplar-store.js';
import { CONTENT_TYPES, negotiateFormat } from './exposition/negotiate.js';
import { ScrapeSource } from './scrape-source.js';
import type { SharedMetricReader } from './shared-metric-reader.js';

/** What the metrics endpoint serves. */
export interface MetricsEndpointOptions {
  readonly reader: Pick<SharedMetricReader, 'collect'>;
  /** Trace ids for the OpenMetrics format. */
  readonly exemplars?: ExemplarSource | undefined;
  /** Told of what went wrong: a failed collection, a throwing callback, a metric whose name another one has. */
  readonly onProblem?: (problem: unknown) => void;
}

const PLAIN_TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/**
 * Serves a reader's metrics to Prometheus, as text 0.0.4 or OpenMetrics 1.0. Answers GET and HEAD, 405 to the rest,
 * and 500 without a reason when collecting fails: the reason goes to `onProblem`.
 */
export function createMetricsEndpoint(options: MetricsEndpointOptions): EndpointHandler {
  const onProblem = guarded(options.onProblem);
  const source = new ScrapeSource({ reader: options.reader, exemplars: options.exemplars, onProblem });

  return async (request: EndpointRequest): Promise<EndpointReply> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return methodNotAllowed();
    try {
      const format = negotiateFormat(acceptHeader(request));
      const page = (await source.current()).write(format);
      const headers = { 'content-type': CONTENT_TYPES[format], vary: 'accept', 'cache-control': 'no-store' };
      return { status: 200, headers, body: request.method === 'HEAD' ? '' : page };
    } catch (error) {
      onProblem(error);
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

function guarded(onProblem: ((problem: unknown) => void) | undefined): (problem: unknown) => void {
  return problem => {
    try {
      onProblem?.(problem);
    } catch {
      // Whoever listens must not be able to break the page.
    }
  };
}
