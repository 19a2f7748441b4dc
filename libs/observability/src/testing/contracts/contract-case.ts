/** One thing that an implementation of a port must do. */
export interface ContractCase {
  /** Completes the sentence "The transport ...". */
  readonly title: string;
  /** @throws Error that says what is wrong */
  run(): void;
}

/** Fails a case, in words. */
export function demand(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}
