import type { LogLine } from '../services/service-log.ts';
import { paint, print } from './terminal.ts';

/** Fields that a person looks for first; the rest is in the file. */
const SHOWN = ['request_id', 'user_id', 'tenant_id', 'status', 'duration_ms', 'total_cents', 'amount_cents'];

/** Prints log lines in order of time, shortened to what tells the story. */
export function printLogLines(lines: readonly LogLine[]): void {
  for (const { time, service, level, message, fields } of [...lines].sort(
    (left, right) => left.time - right.time,
  )) {
    const shown = SHOWN.filter(name => fields[name] !== undefined).map(
      name => `${name}=${String(fields[name])}`,
    );
    const clock = new Date(time).toISOString().slice(11, 23);
    print(
      `  ${paint.quiet(clock)} ${paint.service(service, service.padEnd(9))} ${levelName(level)} ${message}`,
    );
    print(`  ${' '.repeat(13)}${paint.quiet(shown.join(' '))}`);
  }
}

function levelName(level: number): string {
  if (level >= 50) return paint.bad('ERROR');
  if (level >= 40) return paint.warning('WARN ');
  return paint.good('INFO ');
}
