import { setTimeout as delay } from 'node:timers/promises';

/** What a probe got, and how long it took in milliseconds. */
export interface ProbeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: { status: string; checks?: Record<string, string>; [key: string]: unknown };
  readonly took: number;
}

/** Asks a health endpoint once, over a connection of its own as probes do. */
export async function probe(url: string): Promise<ProbeAnswer> {
  const start = performance.now();
  const response = await fetch(url, { headers: { connection: 'close' } });
  const text = await response.text();
  const took = performance.now() - start;
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text), took };
}

/** Asks until the endpoint answers with this status; fails after `within` milliseconds. */
export async function probeUntil(url: string, status: number, within = 10_000): Promise<ProbeAnswer> {
  const end = performance.now() + within;
  for (;;) {
    const answer = await probe(url);
    if (answer.status === status) {
      return answer;
    }
    if (performance.now() > end) {
      throw new Error(`${url} still answers ${answer.status} ${answer.text} after ${within} ms`);
    }
    await delay(50);
  }
}
