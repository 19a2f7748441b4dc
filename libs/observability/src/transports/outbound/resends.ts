/** Calls that are remembered for one span; older ones are forgotten first. */
const limit = 16;

/** Statuses after which a client tries again. */
const transient = new Set([408, 425, 429]);

/**
 * Counts how often a call was made before: what failed and comes again below the same span, and what follows a redirect. Neither
 * `fetch` nor a retrying client tells that two requests belong together, so they are recognised by what they ask for.
 */
export class Resends {
  private readonly expected = new WeakMap<object, Map<string, number>>();

  /** How many attempts went before this one; 0 is the first. */
  count(parent: object | undefined, call: string): number {
    const waiting = parent && this.expected.get(parent);
    const count = waiting?.get(call) ?? 0;
    waiting?.delete(call);
    return count;
  }

  /** Notes an answer, or none, after which the call may come again. */
  ended(parent: object | undefined, call: string, attempt: Attempt): void {
    const { count, status, redirectedTo } = attempt;
    if (!parent) return;
    if (redirectedTo !== undefined) this.expect(parent, redirectedTo, count + 1);
    else if (status === undefined || status >= 500 || transient.has(status))
      this.expect(parent, call, count + 1);
  }

  private expect(parent: object, call: string, count: number): void {
    let waiting = this.expected.get(parent);
    if (!waiting) this.expected.set(parent, (waiting = new Map()));
    waiting.set(call, count);
    if (waiting.size > limit) waiting.delete(waiting.keys().next().value!);
  }
}

/** How one attempt ended. */
export interface Attempt {
  /** Attempts before it. */
  readonly count: number;
  /** Absent when no answer came. */
  readonly status: number | undefined;
  /** The call that a redirect asks for. */
  readonly redirectedTo: string | undefined;
}
