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

/** Makes one, with its detector, when it is first asked for: some are large. */
export function hostile(name: string, make: (touches: Touches) => unknown): HostileValue {
  const touches = new Touches();
  let made: { readonly value: unknown } | undefined;
  return {
    name,
    get value() {
      return (made ??= { value: make(touches) }).value;
    },
    touched: () => [...touches.noted],
  };
}
