import type { Attributes } from '@opentelemetry/api';
import { attr, unmatchedRoute } from '../core/names.js';
import type { Dimensions } from '../core/operation.js';

/** One label set of a route. */
interface KnownLabels {
  readonly method: unknown;
  readonly status: unknown;
  readonly scheme: unknown;
  readonly errorType: unknown;
  readonly attributes: Attributes;
}

/**
 * One attribute object for each label set of an HTTP request, so that instruments find their series by identity. A route
 * has a handful of them, and looking through these is twice as fast as building a key. Bounded: beyond the limit an object
 * is made each time, which is slower and no less right.
 */
export class HttpLabels {
  readonly #byRoute = new Map<unknown, KnownLabels[]>();
  #size = 0;

  /** @param limit the SDK's own limit of series for each instrument, by default */
  constructor(private readonly limit = 2_000) {}

  /** The labels of a request: the same object for equal ones. */
  of(dimensions: Dimensions): Attributes {
    const route = dimensions[attr.httpRoute];
    const method = dimensions[attr.httpRequestMethod];
    const status = dimensions[attr.httpResponseStatusCode];
    const scheme = dimensions[attr.urlScheme];
    const errorType = dimensions[attr.errorType];
    const known = this.#byRoute.get(route);
    if (known !== undefined) {
      for (const one of known) {
        if (
          one.status === status &&
          one.method === method &&
          one.scheme === scheme &&
          one.errorType === errorType
        )
          return one.attributes;
      }
    }
    const attributes = present(dimensions);
    if (this.#size < this.limit) {
      this.#size += 1;
      const made = { method, status, scheme, errorType, attributes };
      if (known === undefined) this.#byRoute.set(route, [made]);
      else known.push(made);
    }
    return attributes;
  }
}

const labels = [
  attr.httpRequestMethod,
  attr.httpRoute,
  attr.httpResponseStatusCode,
  attr.urlScheme,
  attr.errorType,
] as const;

function present(dimensions: Dimensions): Attributes {
  const attributes: Attributes = { [attr.httpRoute]: unmatchedRoute };
  for (const name of labels) {
    const value = dimensions[name];
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}
