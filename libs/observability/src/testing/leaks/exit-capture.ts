import type { AuditListener } from '../../audit/audit-listener.js';
import type { EndpointHandler } from '../../core/endpoint.js';
import { HEALTH_DETAILS } from '../../health/health-details.js';
import { HEALTH_ENDPOINTS, type HealthEndpoint } from '../../health/health-endpoints.js';
import { Telemetry } from '../../sdk/telemetry.js';
import { captureTelemetry, type ProviderSource } from '../capture-telemetry.js';
import type { TelemetryCapture } from '../telemetry-capture.js';
import { textOf } from './text-of.js';
import { WrittenOutput } from './written-output.js';

/** What else leaves the process, by a name of your choice: what was sent to Sentry, a file, the requests of a fake collector. */
export type OtherExits = Readonly<Record<string, () => unknown>>;

const request = { method: 'GET', headers: {} };

/**
 * Everything that leaves an application through its telemetry, from the moment at which this is made: standard output and error,
 * log lines, spans, the metrics page, the answers of health, and audit entries.
 */
export class ExitCapture {
  private readonly output = new WrittenOutput();
  private readonly telemetry: TelemetryCapture;
  private readonly entries: unknown[] = [];
  private readonly stopListening: () => void;

  constructor(
    private readonly app: ProviderSource,
    private readonly others: OtherExits,
  ) {
    this.telemetry = captureTelemetry(app);
    const listeners = this.found<Telemetry>(Telemetry)?.audit.listeners ?? [];
    const listener: AuditListener = {
      stored: entry => void this.entries.push(entry),
      failed: (entry, thrown) => void this.entries.push(entry, thrown),
    };
    listeners.push(listener);
    this.stopListening = () => void listeners.splice(listeners.indexOf(listener), 1);
  }

  /** What has left so far, by exit. */
  async texts(): Promise<ReadonlyMap<string, string>> {
    await this.telemetry.waitForIdle();
    const texts = new Map([
      ['stdout', this.output.text()],
      ['logs', textOf(this.telemetry.logs())],
      ['spans', textOf(this.telemetry.spans())],
      ['metrics', await this.metricsPage()],
      ['health', await this.healthAnswers()],
      ['audit', textOf(this.entries)],
    ]);
    for (const [name, read] of Object.entries(this.others)) texts.set(name, textOf(await read()));
    return texts;
  }

  /** Stops watching; what was captured stays readable. */
  stop(): void {
    this.telemetry.stop();
    this.stopListening();
    this.output.stop();
  }

  private async metricsPage(): Promise<string> {
    const page = await this.found<Telemetry>(Telemetry)?.metricsEndpoint?.(request);
    return page?.body ?? textOf([...(await this.telemetry.metrics())]);
  }

  private async healthAnswers(): Promise<string> {
    const endpoints = this.found<readonly HealthEndpoint[]>(HEALTH_ENDPOINTS) ?? [];
    const details = this.found<EndpointHandler>(HEALTH_DETAILS);
    const handlers = [...endpoints.map(({ handler }) => handler), ...(details ? [details] : [])];
    const replies = await Promise.all(handlers.map(handle => handle(request)));
    return replies.map(({ headers, body }) => `${JSON.stringify(headers)}\n${body}`).join('\n');
  }

  /** What the options turned off is not there. */
  private found<T>(token: unknown): T | undefined {
    try {
      return this.app.get(token as never, { strict: false }) as unknown as T;
    } catch {
      return undefined;
    }
  }
}
