import type { Agent } from 'node:http';

/** What an attempt to send gave, in the words of `@opentelemetry/otlp-exporter-base`. */
export type SendResult =
  | { readonly status: 'success'; readonly data?: Uint8Array }
  | { readonly status: 'failure'; readonly error: Error }
  | { readonly status: 'retryable'; readonly error?: Error; readonly retryInMillis?: number };

/** What carries the bytes of an export. */
export interface ExportTransport {
  send(data: Uint8Array, timeoutMillis: number): Promise<SendResult>;
  shutdown(): void;
}

/** First pause before another attempt, the longest one, and the shortest that a server may ask for, in milliseconds. */
const pause = { first: 1_000, longest: 5_000, shortest: 1_000 };

/**
 * The connections and retries of all OTLP exporters of one application. OpenTelemetry's own cannot be given up: a dead or
 * hanging collector would hold the process for ten seconds after the application has closed.
 */
export class ExportConnections {
  private readonly agents = new Set<Agent>();
  private giveUp: () => void = () => undefined;
  private readonly closed = new Promise<SendResult>(resolve => {
    this.giveUp = () =>
      resolve({
        status: 'failure',
        error: new Error('The application closed before the export was answered'),
      });
  });

  /** For the `httpAgentOptions` of an exporter. */
  readonly agentFor = async (protocol: string): Promise<Agent> => {
    const { Agent } = protocol === 'https:' ? await import('node:https') : await import('node:http');
    const agent = new Agent({ keepAlive: true });
    this.agents.add(agent);
    return agent;
  };

  /** Sends through `inner` until it succeeds or the time of the whole export is over; a retry never holds the process. */
  endable(inner: ExportTransport): ExportTransport {
    const send = async (data: Uint8Array, timeoutMillis: number): Promise<SendResult> => {
      const deadline = performance.now() + timeoutMillis;
      for (let backoff = pause.first; ; backoff = Math.min(backoff * 1.5, pause.longest)) {
        const left = deadline - performance.now();
        const result = await Promise.race([inner.send(data, left), this.closed, expiry(left)]);
        if (result.status !== 'retryable') return result;
        const wait = Math.max(result.retryInMillis ?? jittered(backoff), pause.shortest);
        if (performance.now() + wait > deadline) return result;
        const ended = await Promise.race([sleep(wait), this.closed]);
        if (ended) return ended;
      }
    };
    return { send, shutdown: () => inner.shutdown() };
  }

  /** Cuts what is still open; exports under way fail at once, and so do later ones. */
  close(): void {
    this.giveUp();
    for (const agent of this.agents) agent.destroy();
  }
}

/** Collectors that failed together must not be asked together again. */
function jittered(milliseconds: number): number {
  return milliseconds * (0.8 + Math.random() * 0.4);
}

function sleep(milliseconds: number): Promise<undefined> {
  return new Promise(resolve => void setTimeout(() => resolve(undefined), milliseconds).unref());
}

/** The transport's own timeout starts anew with every byte, so a trickling answer would never end. */
function expiry(milliseconds: number): Promise<SendResult> {
  const error = new Error('The export was not answered in time');
  return new Promise(
    resolve => void setTimeout(() => resolve({ status: 'failure', error }), milliseconds).unref(),
  );
}
