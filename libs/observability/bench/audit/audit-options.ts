import { parseArgs } from 'node:util';
import { AUDIT_VARIANTS, type AuditVariant } from './audit-variants.js';

/** What `npm run bench:audit` was asked for. */
export interface AuditBenchOptions {
  readonly rounds: number;
  /** Of one window. */
  readonly seconds: number;
  /** Before each window, in seconds. */
  readonly warmup: number;
  readonly writers: readonly number[];
  readonly variants: readonly AuditVariant[];
  /** Events of the log that is verified; `0` verifies none. */
  readonly events: number;
  /** PostgreSQL on which databases may be created. */
  readonly server: string;
  readonly profileTo: string | undefined;
}

/** Reads the command line. @throws Error that names the wrong value and the right ones */
export function readAuditOptions(): AuditBenchOptions {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '1.6' },
      warmup: { type: 'string', default: '0.4' },
      writers: { type: 'string', default: '16,32' },
      variants: { type: 'string', default: AUDIT_VARIANTS.join() },
      events: { type: 'string', default: '100000' },
      database: { type: 'string', default: 'postgres://postgres@127.0.0.1:5432/postgres' },
      profile: { type: 'string' },
    },
  });
  const wanted = values.variants.split(',');
  const unknown = wanted.filter(name => !AUDIT_VARIANTS.includes(name as AuditVariant));
  if (unknown.length > 0)
    throw new Error(`--variants knows ${AUDIT_VARIANTS.join(', ')}; not ${unknown.join(', ')}`);
  return {
    rounds: numberOf('rounds', values.rounds, 1),
    seconds: numberOf('seconds', values.seconds, 0.1),
    warmup: numberOf('warmup', values.warmup, 0.1),
    writers: values.writers.split(',').map(text => numberOf('writers', text, 1)),
    variants: AUDIT_VARIANTS.filter(name => wanted.includes(name)),
    events: numberOf('events', values.events, 0),
    server: values.database,
    profileTo: values.profile,
  };
}

function numberOf(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!(value >= least)) throw new Error(`--${option} wants a number from ${least} on, not "${text}"`);
  return value;
}
