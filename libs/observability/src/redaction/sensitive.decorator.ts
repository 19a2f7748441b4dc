import { sensitiveKey, type Marked } from './sensitive-fields.js';

/**
 * Marks a field of a DTO or an entity as sensitive: its value is masked wherever an instance of the class is logged, recorded
 * or audited, whatever the field is called. On a class it marks every field. Subclasses inherit the marks; a copy that is no
 * instance (`{ ...dto }`) has none.
 *
 * @throws TypeError when it decorates a static field or a parameter
 * @example
 * ```ts
 * class CustomerDto {
 *   \@Sensitive()
 *   iban!: string;
 * }
 * ```
 */
export function Sensitive(): ClassDecorator & PropertyDecorator {
  return (target: object, key?: string | symbol, index?: unknown): void => {
    if (key === undefined && typeof target === 'function') {
      marksOn((target as { prototype: object }).prototype).all = true;
      return;
    }
    if (typeof target === 'function' || typeof index === 'number') {
      throw new TypeError(
        `@Sensitive() marks ${String(key)}, which is no field of instances; put it on a property or on the class.`,
      );
    }
    if (typeof key === 'string') marksOn(target).fields.add(key);
  };
}

function marksOn(prototype: object): { all: boolean; readonly fields: Set<string> } {
  const marked = prototype as Marked;
  if (!Object.hasOwn(prototype, sensitiveKey)) {
    Object.defineProperty(prototype, sensitiveKey, { value: { all: false, fields: new Set() } });
  }
  return marked[sensitiveKey] as { all: boolean; fields: Set<string> };
}
