import type { ValueTransformer } from 'typeorm';

/** Keeps a moment as milliseconds since 1970: exact and free of time zones on every database. */
export const epochMilliseconds: ValueTransformer = {
  to: (moment: Date): number => moment.getTime(),
  // PostgreSQL's driver hands out 64-bit integers as text.
  from: (stored: string | number): Date => new Date(Number(stored)),
};
