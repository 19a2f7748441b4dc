import type { ValidOtlpTarget } from './otlp.schema.js';
import type { ResolvedQueue } from './resolved-options.js';

type QueueOptions = ValidOtlpTarget['queue'];

const mebibyte = 1_048_576;

/** Bounds of what waits for a backend. */
export function resolveQueue(options: QueueOptions): ResolvedQueue {
  return {
    maxBytes: options?.maxBytes ?? 16 * mebibyte,
    maxItems: options?.maxItems,
    maxAgeMs: options?.maxAge ?? 300_000,
    maxParallel: options?.maxParallel ?? 4,
  };
}
