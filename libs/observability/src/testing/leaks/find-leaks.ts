import { formsOf } from './secret-forms.js';

/** A secret that was found where none may be. */
export interface SecretLeak {
  /** The secret, as it was given. */
  readonly canary: string;
  /** Where: `logs`, `spans`, `metrics`, ... */
  readonly exit: string;
  /** How it was written: `plain`, `base64`, ... */
  readonly form: string;
  /** What stands around it. */
  readonly excerpt: string;
}

const around = 60;

/** Every secret in every text, in whichever form; each form once a text. */
export function findLeaks(canaries: readonly string[], texts: ReadonlyMap<string, string>): SecretLeak[] {
  const wanted = canaries.map(canary => [canary, formsOf(canary)] as const);
  return [...texts].flatMap(([exit, text]) => {
    const lower = text.toLowerCase();
    return wanted.flatMap(([canary, forms]) =>
      forms.flatMap(({ name, text: form, anyCase }) => {
        const at = anyCase ? lower.indexOf(form) : text.indexOf(form);
        if (at < 0) return [];
        const excerpt = text.slice(Math.max(0, at - around), at + form.length + around);
        return [{ canary, exit, form: name, excerpt }];
      }),
    );
  });
}
