/** A file of objectives that cannot be used; the message lists every problem. */
export class InvalidSloError extends Error {
  override readonly name = 'InvalidSloError';

  constructor(
    /** One sentence each: where, and what is wrong. */
    readonly problems: readonly string[],
  ) {
    super(problems.join('\n'));
  }
}
