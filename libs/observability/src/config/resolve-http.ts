import type { ValidOptions } from './options.schema.js';
import type { ResolvedHttp } from './resolved-http.js';

/** The HTTP edge with its defaults; headers have one spelling inside Node, the lower one. */
export function resolveHttp(given: ValidOptions['http'], quietPaths: Iterable<string>): ResolvedHttp {
  const { requestIdHeader = 'x-request-id', ignorePaths, headers, body, query = 'drop' } = given ?? {};
  return {
    requestIdHeader: requestIdHeader.toLowerCase(),
    ignorePaths: new Set(ignorePaths),
    quietPaths: new Set(quietPaths),
    captured: {
      requestHeaders: lowerCase(headers?.request),
      responseHeaders: lowerCase(headers?.response),
      query,
      body: body && {
        ratio: body.ratio ?? 0,
        failures: body.failures ?? true,
        routes: body.routes && new Set(body.routes),
        maxLength: body.maxLength ?? 2_048,
      },
    },
  };
}

const lowerCase = (names: readonly string[] = []): readonly string[] => [
  ...new Set(names.map(name => name.toLowerCase())),
];
