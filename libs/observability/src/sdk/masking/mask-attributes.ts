import type { Attributes } from '@opentelemetry/api';
import type { Redactor } from '../../redaction/redactor.js';

/** Masks attributes where they stand. Keys come from outside too, so one that holds a secret is replaced. */
export function maskAttributes(attributes: Attributes, redactor: Redactor): void {
  for (const key in attributes) {
    if (!Object.hasOwn(attributes, key)) continue;
    const value = attributes[key];
    if (value === undefined) continue;
    const masked = redactor.attribute(key, value);
    if (masked !== value) attributes[key] = masked;
    if (key.length < 16) continue;
    const name = redactor.text(key);
    if (name === key) continue;
    delete attributes[key];
    attributes[name] = masked;
  }
}
