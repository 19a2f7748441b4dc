/** How much of a value is copied. */
export interface CaptureLimits {
  /** Objects inside objects. */
  readonly depth: number;
  /** Keys of one object. */
  readonly keys: number;
  /** Items of one array, map or set. */
  readonly items: number;
  /** Characters of one text. */
  readonly text: number;
  /** Values altogether: an object that many others share is copied for each of them. */
  readonly values: number;
  /** Characters of all keys and texts together. @defaultValue 262144 */
  readonly size?: number;
  /** Milliseconds; what is not copied by then becomes a marker. @defaultValue 50 */
  readonly time?: number;
}

/** Where a member stands: the keys on the way to it, its own the last. Valid during the call only. */
export type MemberPath = readonly string[];

/** What {@link CapturePolicy.member} gives for a member that is copied as it is. */
export const keep: unique symbol = Symbol('keep');

/** What the copy asks of the redaction policy. */
export interface CapturePolicy {
  readonly censor: string;
  isSecret(key: string, value?: unknown): boolean;
  text(text: string): string;
  /**
   * What stands for a member, or {@link keep}. @defaultValue the censor where the key is that of a secret
   * @param isSensitive whether the class of the object marks the member
   */
  member?(key: string, value: unknown, path: MemberPath, isSensitive: boolean): unknown;
  /** A number that is a secret by its digits. @defaultValue none is */
  number?(value: number): unknown;
  /** Whether a text is a statement, whose parameters stand beside it. @defaultValue none is */
  isStatement?(text: string): boolean;
  /** @defaultValue what fits a log line */
  readonly limits?: CaptureLimits;
  /** What stands for bytes. @defaultValue their number */
  binary?(bytes: ArrayBufferView | ArrayBufferLike): string;
}

/** What fits a log line. */
export const usualLimits: CaptureLimits = { depth: 6, keys: 64, items: 64, text: 8_192, values: 20_000 };

/** The copy that is being made. */
export interface Walk {
  readonly policy: CapturePolicy;
  readonly limits: CaptureLimits;
  readonly enclosing: object[];
  readonly path: string[];
  /** Values that may still be copied. */
  left: number;
  /** Characters that may still be copied. */
  size: number;
  /** How many values are copied when the clock is looked at next. */
  nextLook: number;
  /** From `performance.now()`: when the copy has to end. */
  until: number;
}
