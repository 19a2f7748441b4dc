import type { AttributeValue } from '@opentelemetry/api';
import { createHmac, randomBytes } from 'node:crypto';
import type { Redactor } from '../../redaction/redactor.js';

/** Masks a label; gives the very value back where there is nothing to mask. */
export type LabelMask = <T extends AttributeValue>(name: string, value: T) => T | string;

/**
 * Masks labels so that series stay apart: two series with the same labels make a page invalid, and adding them up would need to
 * know what each metric means. A mark tells masked values from one another; it is different in every process and says nothing
 * about them.
 */
export function labelMask(redactor: Redactor): LabelMask {
  const salt = randomBytes(32);
  return (name, value) => {
    const masked = redactor.attribute(name, value);
    const [before, after] = [String(value), String(masked)];
    if (before === after) return value;
    return `${after} #${createHmac('sha256', salt).update(before).digest('hex').slice(0, 8)}`;
  };
}
