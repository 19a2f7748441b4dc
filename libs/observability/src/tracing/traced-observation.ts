import type { Attributes, SpanContext } from '@opentelemetry/api';
import { attributeEntries, attributeValue } from '../core/attribute-value.js';
import type { AnyFunction } from '../core/identity.js';
import type { MethodObservation } from '../core/method-run.js';
import { attr } from '../core/names.js';
import { innermostOf } from '../core/observed-method.js';
import type { Operation } from '../core/operation.js';
import { immediate } from '../core/unwaited.js';
import { parameterNames } from './parameter-names.js';
import { attributeParametersOf } from './span-attribute.decorator.js';
import type { TracedOptions } from './traced-options.js';

/** A method that is about to be traced. */
export interface TracedMethod {
  readonly target: object;
  readonly key: PropertyKey;
  readonly method: AnyFunction;
  /** `Class.method`. */
  readonly name: string;
  readonly options: TracedOptions<never, never>;
}

type Callback<T> = ((...args: unknown[]) => T) | undefined;

/** Everything about a traced method that is the same for each call. */
export function observationFor({ target, key, method, name, options }: TracedMethod): MethodObservation {
  const parameters = attributeParametersOf(target, key);
  const names = parameters.some(parameter => parameter.key === undefined)
    ? parameterNames(innermostOf(method))
    : [];
  const attributes = options.attributes as Callback<Attributes | undefined>;
  const result = options.result as Callback<Attributes | undefined>;
  const links = options.links as Callback<readonly SpanContext[]>;
  return {
    definition: {
      type: 'method',
      name: options.name ?? name,
      kind: options.kind ?? 'internal',
      metrics: options.metrics ?? false,
      root: options.root ?? false,
      dimensions: { [attr.codeFunctionName]: name },
    },
    links: links && (args => links(...Array.from(args))),
    before:
      attributes || parameters.length > 0
        ? (operation, args) => {
            for (const parameter of parameters) {
              const label = parameter.key ?? names[parameter.index] ?? `argument.${parameter.index}`;
              operation.detail(label, attributeValue(args[parameter.index]));
            }
            if (attributes) addAll(operation, attributes(...Array.from(args)));
          }
        : undefined,
    after: result && ((operation, value) => addAll(operation, result(value))),
  };
}

function addAll(operation: Operation, attributes: Attributes | undefined): void {
  for (const [key, value] of attributeEntries(immediate(attributes))) operation.detail(key, value);
}
