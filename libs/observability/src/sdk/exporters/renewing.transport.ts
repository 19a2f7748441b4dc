import type { ExportAnswer, ExportBody, ExportTransport } from '../pipeline/export-transport.js';
import type { HeaderSource } from './header-source.js';

/** A backend that refuses every token must not make us fetch one for every export. In milliseconds. */
const pause = 10_000;

/** Fetches the headers anew when the backend answers 401, and tries once more with them. */
export class RenewingTransport implements ExportTransport {
  private nextRenewal = -Infinity;

  constructor(
    private readonly inner: ExportTransport,
    private readonly headers: HeaderSource,
  ) {}

  async send(body: ExportBody, timeoutMs: number): Promise<ExportAnswer> {
    const started = performance.now();
    const answer = await this.inner.send(body, timeoutMs);
    if (answer.kind !== 'retry' || answer.status !== 401 || started < this.nextRenewal) return answer;
    this.nextRenewal = started + pause;
    if (!this.headers.refused()) return answer;
    const left = timeoutMs - (performance.now() - started);
    return left > 0 ? this.inner.send(body, left) : answer;
  }

  close(): void {
    this.inner.close();
  }
}
