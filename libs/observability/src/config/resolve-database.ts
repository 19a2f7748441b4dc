import type { ValidOptions } from './options.schema.js';

/** What is observed of databases. */
export interface ResolvedDatabase {
  readonly enabled: boolean;
  readonly roots: boolean;
  readonly queryText: boolean;
  /** `undefined`: nothing is slow. */
  readonly slowQueryMs: number | undefined;
  readonly sqlComments: boolean;
  /** `undefined` when nobody looks. */
  readonly nPlusOne: { readonly threshold: number; readonly minDurationMs: number } | undefined;
  /** `undefined` when every span is exported. */
  readonly collapse: { readonly limit: number; readonly keepSlowest: number } | undefined;
}

/** What is observed of databases, with its defaults. */
export function resolveDatabase(options: ValidOptions['database'], isOn: boolean): ResolvedDatabase {
  const { roots = false, queryText = true, slowQuery = 500, sqlComments = false } = options ?? {};
  const { nPlusOne, collapse } = options ?? {};
  return {
    enabled: isOn,
    roots,
    queryText,
    slowQueryMs: slowQuery === false ? undefined : slowQuery,
    sqlComments,
    nPlusOne:
      nPlusOne?.enabled === false
        ? undefined
        : { threshold: nPlusOne?.threshold ?? 5, minDurationMs: nPlusOne?.minDuration ?? 0 },
    collapse:
      collapse?.enabled === false
        ? undefined
        : { limit: collapse?.limit ?? 20, keepSlowest: collapse?.keepSlowest ?? 3 },
  };
}
