/** Says that something took longer than it was given. */
export class DeadlineExceededError extends Error {
  readonly code = 'OBSERVABILITY_DEADLINE_EXCEEDED';

  constructor(what: string, milliseconds: number) {
    super(`${what} took longer than ${milliseconds} ms`);
    this.name = 'DeadlineExceededError';
  }
}

/** How long something may take, and what it is called when it takes longer. */
export interface Deadline {
  readonly what: string;
  readonly milliseconds: number;
  /** Whether the process stays alive for the rest of the deadline. @defaultValue `false` */
  readonly holdsProcess?: boolean;
}

/**
 * Waits for `work` no longer than the deadline allows. The work itself goes on; its late failure is of no interest.
 *
 * @throws DeadlineExceededError
 */
export async function within<T>(deadline: Deadline, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    const { what, milliseconds } = deadline;
    timer = setTimeout(() => reject(new DeadlineExceededError(what, milliseconds)), milliseconds);
    if (deadline.holdsProcess !== true) timer.unref();
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}
