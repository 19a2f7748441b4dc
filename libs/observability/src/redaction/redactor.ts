import type { AttributeValue } from '@opentelemetry/api';
import { capture } from './capture.js';
import {
  keep,
  usualLimits,
  type CaptureLimits,
  type CapturePolicy,
  type MemberPath,
} from './capture-policy.js';
import { isCardNumber } from './card-numbers.js';
import { KeyMatcher, type KeyVerdict } from './key-matcher.js';
import { PathRules } from './path-rules.js';
import { Pseudonyms } from './pseudonyms.js';
import type { PseudonymOptions, RedactionOptions } from './redaction.options.js';
import { holdsSql } from './sql-in-text.js';
import { TextSearcher } from './text-search.js';

/** The settings of a redactor. */
export interface RedactorOptions extends RedactionOptions {
  /** Told what a callback or a detector of the application threw. */
  readonly onFault?: (site: string, thrown: unknown) => void;
}

/** Longest text that is searched for secrets; what is longer is cut first, which bounds the time. */
const maxText = 32_768;

/** What JSON inside a text may hold; the text itself is bounded. */
const jsonLimits: CaptureLimits = { ...usualLimits, depth: 64, keys: 10_000, items: 10_000, text: maxText };

/** The one policy that every exit applies before anything leaves: spans, log lines, metrics, health bodies, audit records. */
export class Redactor implements CapturePolicy {
  readonly censor: string;
  private readonly keys: KeyMatcher;
  private readonly paths: PathRules;
  private readonly named: NamedValues | undefined;
  private readonly texts: TextSearcher;
  private readonly onRedacted: RedactionOptions['onRedacted'];
  private readonly onFault: NonNullable<RedactorOptions['onFault']>;
  private readonly inside: CapturePolicy;
  private depth = 0;

  constructor(options: RedactorOptions = {}) {
    const { censor = '[REDACTED]', pseudonyms, onFault = () => undefined } = options;
    this.censor = censor;
    this.keys = new KeyMatcher(options);
    this.paths = new PathRules(options.paths ?? []);
    this.named = pseudonyms?.key === undefined ? undefined : new NamedValues(pseudonyms, pseudonyms.key);
    this.onRedacted = options.onRedacted;
    this.onFault = onFault;
    this.texts = new TextSearcher(
      {
        verdict: key => this.keys.verdict(key),
        inner: (text, depth) => this.search(text, depth),
        parsed: (value, depth) => this.parsed(value, depth),
      },
      { ...options, onFault: (name, thrown) => onFault(`redaction detector ${name}`, thrown) },
    );
    this.inside = {
      censor,
      isSecret: (key, value) => this.isSecret(key, value),
      member: (key, value, path, isSensitive) => this.member(key, value, path, isSensitive),
      number: value => this.number(value),
      isStatement: text => this.isStatement(text),
      text: text => this.search(text, this.depth),
      limits: jsonLimits,
    };
  }

  /** Whether the value of this key is a secret, judged by its name alone. */
  isSecret(key: string, value?: unknown): boolean {
    const verdict = this.keys.verdict(key);
    return verdict !== undefined && (verdict !== 'text' || typeof value !== 'number');
  }

  /** Masks the secrets inside a text, such as a message, a stack or a URL. */
  text(text: string): string {
    return this.search(text.length > maxText ? `${text.slice(0, maxText)}...` : text, 0);
  }

  /** Masks one span attribute, label or field by its key or its content. */
  attribute(key: string, value: AttributeValue): AttributeValue {
    const path = key.includes('.') && (this.paths.any || this.named) ? key.split('.') : [key];
    const instead = this.member(key, value, path, false);
    // A list stays a list, as the conventions have it for headers.
    if (instead !== keep) return (Array.isArray(value) ? [instead] : instead) as AttributeValue;
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return (this.number(value) as AttributeValue | undefined) ?? value;
    return Array.isArray(value)
      ? (value.map(item => (typeof item === 'string' ? this.text(item) : item)) as AttributeValue)
      : value;
  }

  /** A copy of any value that is safe to serialise, with its secrets masked. Runs no code of the value. */
  value(value: unknown): unknown {
    return capture(value, this);
  }

  /** @internal What stands for a member of a copied value. */
  member(key: string, value: unknown, path: MemberPath, isSensitive: boolean): unknown {
    const pseudonym = this.named?.of(key, value, path);
    if (pseudonym !== undefined) return this.told(pseudonym, 'pseudonym', value, path);
    const verdict = this.reasonFor(key, path, isSensitive);
    // Whether there is one, or that there is none, is no secret.
    if (verdict === undefined || value === null || value === undefined || typeof value === 'boolean')
      return keep;
    if (value === '' || (verdict === 'text' && typeof value === 'number')) return keep;
    return this.told(this.censor, verdict, value, path);
  }

  /** @internal A number that is one of a payment card. */
  number(value: number): unknown {
    if (value < 1e12 || !Number.isSafeInteger(value) || !isCardNumber(String(value))) return undefined;
    return this.told(this.censor, 'card-number', value, []);
  }

  /** @internal Whether parameters that stand beside this text are values of it. */
  isStatement(text: string): boolean {
    return holdsSql(text.length > 4_096 ? text.slice(0, 4_096) : text);
  }

  private reasonFor(key: string, path: MemberPath, isSensitive: boolean): KeyVerdict | 'sensitive' | 'path' {
    if (isSensitive) return 'sensitive';
    const verdict = this.keys.verdict(key);
    if (verdict !== undefined) return verdict;
    return this.paths.any && this.paths.matches(path) ? 'path' : undefined;
  }

  private search(text: string, depth: number): string {
    return this.texts.masked(text, this.maskSecret, depth);
  }

  private readonly maskSecret = (secret: string, reason: string): string => {
    this.told(this.censor, reason, secret, []);
    return this.censor;
  };

  private parsed(value: unknown, depth: number): unknown {
    const outer = this.depth;
    this.depth = depth;
    try {
      return capture(value, this.inside);
    } finally {
      this.depth = outer;
    }
  }

  private told<T>(instead: T, reason: string, value: unknown, path: MemberPath): T {
    if (this.onRedacted) {
      const kind = Array.isArray(value) ? 'array' : typeof value;
      try {
        this.onRedacted({ path: path.join('.'), reason, kind });
      } catch (thrown) {
        this.onFault('redaction.onRedacted', thrown);
      }
    }
    return instead;
  }
}

/** Values that get names of their own. */
class NamedValues {
  private readonly keys: KeyMatcher;
  private readonly paths: PathRules;
  private readonly pseudonyms: Pseudonyms;

  constructor({ keys = [], paths = [] }: PseudonymOptions, key: string) {
    this.keys = new KeyMatcher({ keys });
    this.paths = new PathRules(paths);
    this.pseudonyms = new Pseudonyms(key);
  }

  of(key: string, value: unknown, path: MemberPath): string | undefined {
    const named = this.keys.verdict(key) === 'custom-key' || (this.paths.any && this.paths.matches(path));
    if (!named || value === '') return undefined;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
      ? this.pseudonyms.of(String(value))
      : undefined;
  }
}
