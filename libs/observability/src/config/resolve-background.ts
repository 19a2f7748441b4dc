import type { ValidOptions } from './options.schema.js';

/** Which work that no request waits for is observed, and how. */
export interface ResolvedBackground {
  readonly schedules: boolean;
  readonly events: boolean;
  readonly queues: boolean;
  readonly detached: boolean;
  readonly jobs: 'link' | 'parent';
  readonly carryActor: boolean;
  readonly queueIntervalMs: number;
}

/** Work that no request waits for; what is off as a whole is off in each part. */
export function resolveBackground(options: ValidOptions['background']): ResolvedBackground {
  const enabled = options?.enabled ?? true;
  return {
    schedules: enabled && (options?.schedules ?? true),
    events: enabled && (options?.events ?? true),
    queues: enabled && (options?.queues ?? true),
    detached: enabled,
    jobs: options?.jobs ?? 'link',
    carryActor: options?.carryActor ?? true,
    queueIntervalMs: options?.queueInterval ?? 5_000,
  };
}
