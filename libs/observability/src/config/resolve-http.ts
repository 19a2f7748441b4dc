import { isAddressRange } from './address-range.js';
import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import type { ResolvedForwarded } from './resolved-forwarded.js';
import type { ResolvedHttp, ResolvedHttpCapture } from './resolved-http.js';

const variable = 'OBSERVABILITY_FORWARDED_TRUST';

type GivenHttp = NonNullable<ValidOptions['http']>;

/** The HTTP edge with its defaults; `quiet` are the paths of our own endpoints. Headers have one spelling inside Node, the lower one. */
export function resolveHttp(
  options: ValidOptions['http'],
  quiet: readonly { readonly path: string }[],
  env: EnvironmentReader,
): ResolvedHttp {
  return {
    requestIdHeader: (options?.requestIdHeader ?? 'x-request-id').toLowerCase(),
    ignorePaths: new Set(options?.ignorePaths),
    quietPaths: new Set(quiet.map(({ path }) => path)),
    captured: resolveCapture(options ?? {}),
    forwarded: resolveForwarded(options?.forwarded, env),
  };
}

function resolveCapture({ headers, body, query = 'drop' }: GivenHttp): ResolvedHttpCapture {
  return {
    requestHeaders: lowerCase(headers?.request),
    responseHeaders: lowerCase(headers?.response),
    query,
    body: body && {
      ratio: body.ratio ?? 0,
      failures: body.failures ?? true,
      routes: body.routes && new Set(body.routes),
      maxLength: body.maxLength ?? 2_048,
    },
  };
}

const lowerCase = (names: readonly string[] = []): readonly string[] => [
  ...new Set(names.map(name => name.toLowerCase())),
];

function resolveForwarded(options: GivenHttp['forwarded'], env: EnvironmentReader): ResolvedForwarded {
  return {
    trust: trustInEnvironment(env) ?? options?.trust ?? [],
    header: options?.header ?? 'x-forwarded',
  };
}

function trustInEnvironment(env: EnvironmentReader): readonly string[] | undefined {
  const text = env.text(variable);
  if (text === undefined) return undefined;
  const ranges = text.split(',').map(range => range.trim());
  if (ranges.every(isAddressRange)) return ranges;
  env.report(
    variable,
    'must be addresses or address ranges with commas between',
    'set it to the ranges of the proxies, such as 10.0.0.0/8,::1/128',
  );
  return undefined;
}
