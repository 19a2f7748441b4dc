/** What is remembered of one error. */
interface KnownError {
  readonly fingerprint: string;
  /** The traces that it was recorded in, newest last. */
  readonly traces: string[];
}

/** Traces remembered for one error: an application may throw the same object again and again. */
const tracesOfError = 16;
/** Traces whose thrown texts and numbers are remembered, and how many of these. */
const tracesOfValues = 128;
const valuesOfTrace = 8;

/** The answer about one exception in one trace. */
export interface Occurrence {
  readonly first: boolean;
  readonly fingerprint: string;
}

/**
 * Tells the first time that an exception is seen in a trace from the later ones, on its way outwards. Objects are known by
 * identity and hold no memory of their own; texts, numbers and `null` by value.
 */
export class OncePerTrace {
  private readonly errors = new WeakMap<object, KnownError>();
  private readonly values = new Map<string, Map<unknown, string>>();

  /** @param fingerprint called when the error is new */
  see(thrown: unknown, trace: string, fingerprint: () => string): Occurrence {
    return (typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function'
      ? this.seeObject(thrown, trace, fingerprint)
      : this.seeValue(thrown, trace, fingerprint);
  }

  private seeObject(thrown: object, trace: string, fingerprint: () => string): Occurrence {
    const known = this.errors.get(thrown);
    if (!known) {
      const made = { fingerprint: fingerprint(), traces: [trace] };
      this.errors.set(thrown, made);
      return { first: true, fingerprint: made.fingerprint };
    }
    const first = !known.traces.includes(trace);
    if (first) {
      known.traces.push(trace);
      if (known.traces.length > tracesOfError) known.traces.shift();
    }
    return { first, fingerprint: known.fingerprint };
  }

  private seeValue(thrown: unknown, trace: string, fingerprint: () => string): Occurrence {
    // A long text is known by its beginning and its length, so that it is not kept.
    const key =
      typeof thrown === 'string' && thrown.length > 64 ? `${thrown.length}:${thrown.slice(0, 64)}` : thrown;
    let values = this.values.get(trace);
    const known = values?.get(key);
    if (known !== undefined) return { first: false, fingerprint: known };
    if (!values) {
      this.values.set(trace, (values = new Map()));
      if (this.values.size > tracesOfValues) this.values.delete(this.values.keys().next().value as string);
    }
    const made = fingerprint();
    if (values.size < valuesOfTrace) values.set(key, made);
    return { first: true, fingerprint: made };
  }
}
