import type { Context } from '@opentelemetry/api';
import { scopeIn } from '../context/request-scope.js';
import type { ReportedLine } from './error-reporter.js';

/** Lines kept for one request, and characters of one. */
const linesOfRequest = 20;
const longestMessage = 500;

const levels = [
  { from: 60, level: 'fatal' },
  { from: 50, level: 'error' },
  { from: 40, level: 'warn' },
  { from: 30, level: 'info' },
  { from: 20, level: 'debug' },
] as const;

/** A line as it was written: redacted. */
export interface WrittenLine {
  /** As pino numbers it. */
  readonly level: number;
  readonly message: string | undefined;
  readonly context: Context | undefined;
}

/** Remembers the last lines of each request as long as the request itself is remembered. */
export class LineTrail {
  private readonly lines = new WeakMap<object, ReportedLine[]>();

  /** Lines outside of requests are not kept: they would belong to nobody. */
  add({ level, message, context }: WrittenLine): void {
    const scope = context && scopeIn(context);
    if (!scope || message === undefined) return;
    let lines = this.lines.get(scope);
    if (!lines) this.lines.set(scope, (lines = []));
    const name = levels.find(({ from }) => level >= from)?.level ?? 'trace';
    lines.push({ time: Date.now(), level: name, message: message.slice(0, longestMessage) });
    if (lines.length > linesOfRequest) lines.shift();
  }

  of(context: Context): readonly ReportedLine[] {
    const scope = scopeIn(context);
    return (scope && this.lines.get(scope)) ?? [];
  }
}
