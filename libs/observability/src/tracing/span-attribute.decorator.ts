/** A parameter whose argument becomes a span attribute. */
export interface AttributeParameter {
  readonly index: number;
  /** `undefined` stands for the name that the parameter has in the source. */
  readonly key: string | undefined;
}

const parametersKey = Symbol.for('nestjs-observability.span-attributes.v1');
type Marked = { [parametersKey]?: Map<PropertyKey, AttributeParameter[]> };

/**
 * Makes an argument of a `@Traced` method an attribute of its span. Strings, numbers, booleans, dates and arrays of
 * these are kept; anything else is left out, because reading an arbitrary object could run its code.
 *
 * @param key - attribute name. Defaults to the name of the parameter in the source.
 * @throws TypeError when it decorates a constructor parameter.
 * @example
 * ```ts
 * @Traced()
 * findOne(@SpanAttribute('order.id') id: string) {}
 * ```
 */
export function SpanAttribute(key?: string): ParameterDecorator {
  return (target, method, index) => {
    if (method === undefined) {
      throw new TypeError(
        `@SpanAttribute() marks a constructor parameter of ${(target as { name?: string }).name}; move it to a method decorated with @Traced().`,
      );
    }
    const marked = target as Marked;
    if (!Object.hasOwn(target, parametersKey)) {
      Object.defineProperty(target, parametersKey, { value: new Map(), configurable: true });
    }
    const byMethod = marked[parametersKey] as Map<PropertyKey, AttributeParameter[]>;
    byMethod.set(method, [...(byMethod.get(method) ?? []), { index, key }]);
  };
}

/** The marked parameters of one method. */
export function attributeParametersOf(target: object, method: PropertyKey): readonly AttributeParameter[] {
  return (target as Marked)[parametersKey]?.get(method) ?? [];
}

/** All marked methods of a class, for the check at start that each of them is traced. */
export function methodsWithAttributes(target: object): readonly PropertyKey[] {
  return [...((target as Marked)[parametersKey]?.keys() ?? [])];
}
