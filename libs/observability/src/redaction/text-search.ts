import { assignmentRules } from './assignment-rules.js';
import { cardNumbers } from './card-numbers.js';
import { emailAddresses, phoneNumbers } from './contact-rules.js';
import { credentialRules } from './credential-rules.js';
import { customRules, type CustomRules } from './custom-rules.js';
import { encodedRules } from './encoded-rules.js';
import { sqlLiterals } from './sql-in-text.js';
import type { MaskSecret, TextPolicy, TextRule } from './text-rule.js';

/** What is searched for beside the built-in forms. */
export interface TextRulesOptions extends CustomRules {
  readonly emails?: boolean;
  readonly phones?: boolean;
}

/** Texts that held no secret, up to this length and number; names, routes and agents come again and again. */
const known = { length: 160, texts: 4_000 };

/**
 * Ids of traces, spans and requests, and digests: hexadecimal digits and hyphens, a letter among them. No form of a secret looks
 * like that, and each is new; without this look they would cost 6 us of a line.
 */
const id = /^(?=[0-9-]*[a-f])[0-9a-f-]{1,64}$/;

/** How often texts are looked for inside texts. */
const maxDepth = 4;

/** Every form that is searched for, in the order of the search: what is read as a whole comes before what names its parts. */
export function textRules(options: TextRulesOptions = {}): readonly TextRule[] {
  const [json, ...encoded] = encodedRules;
  return [
    ...(json ? [json] : []),
    ...credentialRules,
    sqlLiterals,
    ...assignmentRules,
    cardNumbers,
    ...(options.emails ? [emailAddresses] : []),
    ...(options.phones ? [phoneNumbers] : []),
    ...customRules(options),
    ...encoded,
  ];
}

/** Finds the secrets in texts by all rules. */
export class TextSearcher {
  private readonly rules: readonly (TextRule & { readonly needs: RegExp })[];
  private readonly hint: RegExp;
  /** Whether what the application adds might find something in any text. */
  private readonly searchesIds: boolean;
  private clean = new Set<string>();

  constructor(
    private readonly policy: TextPolicy,
    options: TextRulesOptions = {},
  ) {
    const rules = textRules(options);
    this.rules = rules.map(rule => ({ ...rule, needs: new RegExp(rule.hint, 'i') }));
    this.searchesIds = (options.patterns?.length ?? 0) + (options.detectors?.length ?? 0) > 0;
    this.hint = new RegExp(rules.map(({ hint }) => hint).join('|'), 'i');
  }

  /** The text without its secrets. */
  masked(text: string, mask: MaskSecret, depth = 0): string {
    if (!this.searchesIds && text.length <= 64 && id.test(text)) return text;
    if (text.length <= known.length && this.clean.has(text)) return text;
    if (depth > maxDepth || !this.hint.test(text)) return this.remember(text);
    let masked = text;
    for (const { needs, apply } of this.rules) {
      if (needs.test(masked)) masked = apply(masked, { mask, policy: this.policy, depth });
    }
    return masked === text ? this.remember(text) : masked;
  }

  private remember(text: string): string {
    if (text.length > known.length) return text;
    if (this.clean.size >= known.texts) this.clean = new Set();
    this.clean.add(text);
    return text;
  }
}
