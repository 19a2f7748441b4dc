import fc from 'fast-check';
import type { ObservabilityOptions } from '../observability.options.js';
import type { Environment } from './environment-reader.js';
import { allOptions } from './known-options.js';
import { ObservabilityConfigurationError } from './observability-configuration.error.js';
import { LOG_LEVELS } from './options.schema.js';
import { resolveOptions } from './resolve-options.js';
import { VARIABLES } from './standard-variables.js';

const optional = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<
  Partial<T>
> => fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
const switchable = <T>(group: fc.Arbitrary<T>) => fc.oneof(fc.boolean(), group);
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const milliseconds = fc.integer({ min: 1, max: 2_147_483_647 });
/** The prefixes keep paths of different endpoints apart. */
const pathUnder = (prefix: string) => word.map(name => `/${prefix}/${name}`);

const validOptions = optional({
  service: optional({
    name: word,
    version: word,
    attributes: fc.dictionary(word, fc.oneof(word, fc.integer())),
  }),
  tracing: switchable(
    optional({
      enabled: fc.boolean(),
      ratio: fc.double({ min: 0, max: 1, noNaN: true }),
      outgoingHttp: fc.boolean(),
    }),
  ),
  metrics: switchable(
    optional({
      path: fc.oneof(fc.constant(false as const), pathUnder('metrics')),
      durationBuckets: fc
        .uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1 })
        .map(bounds => bounds.sort((a, b) => a - b).map(bound => bound / 100)),
      exportInterval: milliseconds,
    }),
  ),
  logging: switchable(
    optional({
      level: fc.constantFrom(...LOG_LEVELS),
      pretty: fc.boolean(),
      destination: fc.constant('./app.log'),
    }),
  ),
  http: optional({ requestIdHeader: word, ignorePaths: fc.array(pathUnder('quiet')) }),
  health: switchable(
    optional({
      livenessPath: pathUnder('live'),
      readinessPath: pathUnder('ready'),
      indicators: fc.uniqueArray(word).map(names => names.map(name => ({ name, check: () => true }))),
      timeout: milliseconds,
      cacheFor: fc.nat(),
    }),
  ),
  redaction: optional({ keys: fc.array(word), censor: fc.string() }),
  otlp: optional({
    endpoint: fc.webUrl({ withQueryParameters: false, withFragments: false }),
    // A header that happens to be called like a secret would be refused in clear text.
    headers: fc.dictionary(
      fc.nat().map(number => `x-${number}`),
      fc.stringMatching(/^[ -~]*$/),
    ),
    protocol: fc.constantFrom('http/protobuf' as const, 'http/json' as const),
    timeout: milliseconds,
  }),
  shutdown: optional({ flushTimeout: milliseconds, drainWait: fc.nat(), grace: milliseconds }),
  identify: fc.constant(() => ({ id: 'alice' })),
});

/** Half-right trees reach deeper than noise: real keys, any values. */
const almostOptions = fc
  .array(fc.tuple(fc.constantFrom(...allOptions()), fc.anything()))
  .map(entries => entries.reduce<Record<string, unknown>>(withOption, {}));

const environment = fc.dictionary(
  fc.oneof(fc.constantFrom(...Object.keys(VARIABLES)), fc.string()),
  fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.integer().map(String),
    fc.constantFrom('none', 'otlp', 'true', 'a=b', '%'),
  ),
);

describe('resolveOptions', () => {
  it('accepts every valid tree and keeps what it says', () => {
    fc.assert(
      fc.property(validOptions, options => {
        const resolved = resolveOptions(options as ObservabilityOptions, {});
        if (typeof options.tracing === 'object' && options.tracing.ratio !== undefined) {
          expect(resolved.tracing.sampler.ratio).toBe(options.tracing.ratio);
        }
        expect(resolved.otlp.traces.length > 0).toBe(
          options.otlp?.endpoint !== undefined && resolved.tracing.enabled,
        );
      }),
    );
  });

  it('refuses everything else with its own error, whatever it is given', () => {
    fc.assert(fc.property(fc.oneof(fc.anything(), almostOptions), environment, isResolvedOrRefused), {
      numRuns: 500,
    });
  });
});

function isResolvedOrRefused(options: unknown, env: Environment): void {
  try {
    resolveOptions(options as ObservabilityOptions, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ObservabilityConfigurationError);
    const { problems } = error as ObservabilityConfigurationError;
    expect(problems.length).toBeGreaterThan(0);
    for (const { path, message, fix } of problems)
      expect([path, message, fix].every(each => /\S/.test(each))).toBe(true);
  }
}

function withOption(
  tree: Record<string, unknown>,
  [option, value]: [string, unknown],
): Record<string, unknown> {
  const [group, key] = option.split('.') as [string, string?];
  if (key === undefined) return { ...tree, [group]: value };
  const before = tree[group];
  return { ...tree, [group]: { ...(typeof before === 'object' ? before : {}), [key]: value } };
}
