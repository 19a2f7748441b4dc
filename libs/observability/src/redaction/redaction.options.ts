import type { RedactionDetector } from './redaction-detector.js';
import type { RedactionNotice } from './redaction-notice.js';

/** Names instead of masks: the same value has the same name everywhere, and only the key tells which. */
export interface PseudonymOptions {
  /** Secret key of HMAC-SHA-256, at least 16 characters; keep it out of the code. `OBSERVABILITY_PSEUDONYM_KEY` wins. */
  readonly key?: string;
  /** Key names whose values are replaced, secret or not: matched as in `redaction.keys`. @defaultValue `[]` */
  readonly keys?: readonly string[];
  /** The same by path. @defaultValue `[]` */
  readonly paths?: readonly string[];
}

/** What never leaves the process in clear: one policy for every exit. */
export interface RedactionOptions {
  /** Key names whose values are masked, beside the built-in ones; matched at any depth, case and separator. @defaultValue `[]` */
  readonly keys?: readonly string[];
  /**
   * Values by where they stand: `customer.iban`, `orders[*].card.number`, `*.pin`, `**.answers["first pet"]`; one `**` stands for
   * any number of keys. @defaultValue `[]`
   */
  readonly paths?: readonly string[];
  /** Key names that stay in clear although they look like those of secrets. @defaultValue `[]` */
  readonly except?: readonly string[];
  /**
   * What is masked in texts, beside the built-in forms. Repetitions without an end get one of 256; a pattern that can take more
   * than linear time fails the bootstrap. @defaultValue `[]`
   */
  readonly patterns?: readonly RegExp[];
  /** Functions that find secrets which no pattern can. @defaultValue `[]` */
  readonly detectors?: readonly RedactionDetector[];
  /** Mask addresses of e-mail in texts. @defaultValue `false` */
  readonly emails?: boolean;
  /** Mask phone numbers in texts: international, or with separators. @defaultValue `false` */
  readonly phones?: boolean;
  /** Names instead of masks for some values. */
  readonly pseudonyms?: PseudonymOptions;
  /**
   * Told of each value that is masked, for tests and statistics; runs synchronously. What it throws is reported; after a hundred faults
   * in a row it is told once a minute until it works.
   */
  readonly onRedacted?: (notice: RedactionNotice) => void;
  /** What stands in place of a masked value. @defaultValue `'[REDACTED]'` */
  readonly censor?: string;
}
