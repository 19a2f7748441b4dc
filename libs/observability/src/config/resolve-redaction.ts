import type { ConfigurationProblem } from './configuration-problem.js';
import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import type { ResolvedRedaction } from './resolved-options.js';

/** Names the variable that holds the key of pseudonyms. */
export const PSEUDONYM_KEY = 'OBSERVABILITY_PSEUDONYM_KEY';

/** The redaction policy with its defaults; the key of the environment wins. */
export function resolveRedaction(
  given: ValidOptions['redaction'],
  env: EnvironmentReader,
  problems: ConfigurationProblem[],
): ResolvedRedaction {
  const { pseudonyms, censor = '[REDACTED]', ...rest } = given ?? {};
  const key = env.text(PSEUDONYM_KEY) ?? pseudonyms?.key;
  const wanted = (pseudonyms?.keys?.length ?? 0) + (pseudonyms?.paths?.length ?? 0) > 0;
  if (wanted && (key === undefined || key.length < 16)) {
    problems.push({
      path: 'redaction.pseudonyms.key',
      message: 'is missing or shorter than 16 characters, and pseudonyms without a secret hide nothing',
      fix: `set ${PSEUDONYM_KEY}, or redaction.pseudonyms.key from your secret store`,
    });
  }
  return {
    ...defined(rest),
    keys: given?.keys ?? [],
    censor,
    ...(wanted && key !== undefined && { pseudonyms: { ...defined(pseudonyms ?? {}), key } }),
  };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the members that are `undefined`, which count as absent. */
function defined<T extends object>(given: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<
    Defined<T>
  >;
}
