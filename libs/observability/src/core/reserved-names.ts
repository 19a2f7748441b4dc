import { backgroundAttr, backgroundField } from './background-names.js';
import { databaseAttr, databaseField } from './database-names.js';
import { attr, auditField, field } from './names.js';
import { outboundAttr } from './outbound-names.js';

/** What an application cannot name a field of its own: a line or a span would say something else than what happened. */
export const reservedNames: ReadonlySet<string> = new Set(
  [
    field,
    auditField,
    backgroundField,
    databaseField,
    attr,
    outboundAttr,
    backgroundAttr,
    databaseAttr,
  ].flatMap(group => Object.values<string>(group)),
);
