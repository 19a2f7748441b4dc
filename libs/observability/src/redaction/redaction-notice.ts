/** Why something was masked: by which rule, never by what it held. */
export interface RedactionNotice {
  /** Keys on the way to the value, with dots between; empty for a text that stands alone. */
  readonly path: string;
  /** `key`, `custom-key`, `word`, `text`, `path`, `sensitive`, `pseudonym`, or the name of a rule for texts such as `jwt`. */
  readonly reason: string;
  /** What kind of value it was: `string`, `number`, `object`, `array`. */
  readonly kind: string;
}
