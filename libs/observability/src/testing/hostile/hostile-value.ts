/** A value that code which looks at it too closely pays for. */
export interface HostileValue {
  /** What it is, to name a test after. */
  readonly name: string;
  readonly value: unknown;
  /** Code of the value that has been run since it was made: `get secret`, `toJSON`, `trap ownKeys`, `query`. */
  touched(): readonly string[];
}

/** Notes what was run of a value. */
export class Touches {
  readonly noted: string[] = [];

  /** A function that notes its call and throws. */
  trap(name: string): () => never {
    return () => {
      this.noted.push(name);
      throw new Error(`${name} of a hostile value was run`);
    };
  }
}

/** Makes one, with its detector. */
export function hostile(name: string, make: (touches: Touches) => unknown): HostileValue {
  const touches = new Touches();
  return { name, value: make(touches), touched: () => [...touches.noted] };
}
