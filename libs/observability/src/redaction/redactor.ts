import type { AttributeValue } from '@opentelemetry/api';
import { capture } from './capture.js';
import { secretHint, secretKeys, textRules } from './default-rules.js';

/** The settings of a redactor. */
export interface RedactorOptions {
  /** Key names to mask beside the built-in ones. */
  readonly keys?: readonly string[];
  /** @defaultValue `'[REDACTED]'` */
  readonly censor?: string;
}

/** Longest text that is searched for secrets; what is longer is cut first, which bounds the time. */
const maxText = 32_768;
/** Key names are few and repeat; the answer for each is kept. */
const maxKnownKeys = 2_000;

/** The one policy that every exit - spans, log lines, health bodies - applies before anything leaves. */
export class Redactor {
  readonly censor: string;
  /** A dollar sign in the censor must not bring a part of the match back. */
  private readonly replacement: string;
  private readonly keys: readonly string[];
  private readonly known = new Map<string, boolean>();

  constructor(options: RedactorOptions = {}) {
    this.censor = options.censor ?? '[REDACTED]';
    this.replacement = this.censor.replaceAll('$', '$$$$');
    this.keys = [...secretKeys, ...(options.keys ?? []).map(plainKey)];
  }

  /** Whether the value of this key is a secret, judged by its name alone. */
  isSecret(key: string): boolean {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const plain = plainKey(key);
    const secret = this.keys.some(candidate => plain.endsWith(candidate));
    if (this.known.size < maxKnownKeys) this.known.set(key, secret);
    return secret;
  }

  /** Masks the secrets inside a text, such as a message, a stack or a URL. */
  text(text: string): string {
    let clean = text.length > maxText ? `${text.slice(0, maxText)}...` : text;
    if (!secretHint.test(clean)) return clean;
    for (const { pattern, replace } of textRules) clean = clean.replace(pattern, replace(this.replacement));
    return clean;
  }

  /** Masks one span attribute by its key or its content. */
  attribute(key: string, value: AttributeValue): AttributeValue {
    if (this.isSecret(key)) return this.censor;
    if (typeof value === 'string') return this.text(value);
    return Array.isArray(value)
      ? (value.map(item => (typeof item === 'string' ? this.text(item) : item)) as AttributeValue)
      : value;
  }

  /** A copy of any value that is safe to serialise, with its secrets masked. Runs no code of the value. */
  value(value: unknown): unknown {
    return capture(value, this);
  }
}

function plainKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}
