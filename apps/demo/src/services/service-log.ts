import { readFile } from 'node:fs/promises';
import type { RecordedRequest } from '../promises.ts';

/** One JSON line of a service's log. */
export interface LogLine {
  readonly service: string;
  readonly time: number;
  readonly level: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The log file of a service. */
export class ServiceLog {
  readonly service: string;
  readonly path: string;

  constructor(service: string, path: string) {
    this.service = service;
    this.path = path;
  }

  /** Every JSON line whose field has this value, oldest first. */
  async where(field: string, value: string): Promise<LogLine[]> {
    const text = await this.#read();
    const candidates = text.split('\n').filter(line => line.includes(value));
    return candidates.flatMap(line => this.#parse(line)).filter(({ fields }) => fields[field] === value);
  }

  /** The requests that were served, as the lines at their ends tell. */
  async requests(): Promise<RecordedRequest[]> {
    const lines = (await this.#read()).split('\n').filter(line => line.includes('"duration_ms"'));
    const parsed = lines.flatMap(line => this.#parse(line));
    // What no request waits for has a line at its end, too.
    return parsed.filter(({ fields }) => 'method' in fields).map(({ fields }) => requestOf(fields));
  }

  /** The last lines, as they are. */
  async tail(lines: number): Promise<string> {
    return (await this.#read()).trimEnd().split('\n').slice(-lines).join('\n');
  }

  #read(): Promise<string> {
    return readFile(this.path, 'utf8').catch(() => '');
  }

  #parse(line: string): LogLine[] {
    try {
      const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
      const moment = typeof time === 'number' ? time : Date.parse(String(time));
      return [
        { service: this.service, time: moment, level: levelOf(level), message: String(msg ?? ''), fields },
      ];
    } catch {
      // Nest prints a few lines of plain text before its logger is there, and the last line may be half written.
      return [];
    }
  }
}

/** What no route took is called as on the metrics page. */
function requestOf({
  trace_id: traceId,
  method,
  route = 'unmatched',
  status,
}: LogLine['fields']): RecordedRequest {
  return { traceId: String(traceId), request: `${method} ${route} ${status}` };
}

function levelOf(level: unknown): number {
  const names = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
  return typeof level === 'number' ? level : (names.indexOf(String(level)) + 1) * 10;
}
