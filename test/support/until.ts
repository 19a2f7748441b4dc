/** How long to poll and what to say when that was not enough. */
export interface UntilOptions {
  /** Milliseconds. @defaultValue `20_000` */
  readonly timeout?: number;
  /** Ends the sentence "timed out waiting for ...". */
  readonly describe: () => string;
}

/**
 * Resolves with the first value of `probe` that is neither `undefined` nor `false`.
 * @throws Error when the time is over, in the words of `describe`
 */
export async function until<T>(
  probe: () => T | undefined | false,
  { timeout = 20_000, describe }: UntilOptions,
): Promise<T> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const value = probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`timed out waiting for ${describe()}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
