import type { AuditVariant } from './audit-variants.js';

/** How a writer process is started: its only argument, as JSON. */
export interface WriterSettings {
  readonly variant: AuditVariant;
  readonly databaseUrl: string;
  /** Whether another process seals what this one writes. */
  readonly sealsElsewhere: boolean;
  /** Where log lines and events that could not be written go. */
  readonly folder: string;
}

/** What the harness asks a writer process. */
export type WriterOrder =
  | { readonly type: 'pay'; readonly writers: number; readonly seconds: number }
  | { readonly type: 'record'; readonly events: number }
  | { readonly type: 'stop' };

/** What a measured window came to; CPU time is that of all threads of the writer process. */
export interface Paid {
  readonly transactions: number;
  readonly seconds: number;
  readonly cpuMicros: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
}
