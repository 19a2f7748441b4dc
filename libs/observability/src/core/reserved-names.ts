import { attr, auditField, field } from './names.js';

/** What an application cannot name a field of its own: a line or a span would say something else than what happened. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...Object.values(field),
  ...Object.values(auditField),
  ...Object.values(attr),
]);
