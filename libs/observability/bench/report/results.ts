import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AuditResult } from '../audit/audit-result.js';
import type { Sample, SampleSettings } from '../measure/sample.js';
import { COMPARED_VARIANTS } from '../measure/variants.js';
import type { Verified } from '../measure/verify-variant.js';
import type { MicroResult } from '../micro/micro-result.js';
import { benchmarksPage } from './benchmarks-page.js';
import type { Machine } from './machine.js';

/** A whole macro run: enough to make every figure of the table again. */
export interface MacroResult {
  readonly machine: Machine & { readonly pinned: boolean };
  readonly settings: Omit<SampleSettings, 'profileTo'> & { readonly rounds: number };
  readonly verified: readonly Verified[];
  readonly samples: readonly Sample[];
}

/** The last published run of each kind. */
export interface PublishedResults {
  readonly macro?: MacroResult;
  readonly micro?: MicroResult;
  readonly audit?: AuditResult;
}

const RESULTS = new URL('../../results/', import.meta.url);
const PAGE = new URL('../../../docs/benchmarks.md', import.meta.url);
const MIN_ROUNDS = 5;
const MIN_SECONDS = 4;

/** A run on the compared variants that is long enough to be quoted. */
export function isPublishable(run: {
  rounds: number;
  seconds: number;
  variants: readonly string[];
  adapters: readonly string[];
}) {
  return (
    run.rounds >= MIN_ROUNDS &&
    run.seconds >= MIN_SECONDS &&
    run.variants.length === COMPARED_VARIANTS.length &&
    COMPARED_VARIANTS.every(name => run.variants.includes(name)) &&
    run.adapters.length === 2
  );
}

/** Writes the run as JSON; a publishable one also replaces the table in the docs, a shorter one stays a draft. */
export function publish(
  kind: keyof PublishedResults,
  result: MacroResult | MicroResult | AuditResult,
  publishable: boolean,
): void {
  mkdirSync(RESULTS, { recursive: true });
  const file = fileURLToPath(new URL(publishable ? `${kind}.json` : `${kind}.draft.json`, RESULTS));
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`Wrote ${file}`);
  if (!publishable) return console.log('A short or partial run: the page in docs/ is left as it was.');
  mkdirSync(new URL('./', PAGE), { recursive: true });
  writeFileSync(
    PAGE,
    benchmarksPage({ ...published('macro'), ...published('micro'), ...published('audit') }),
  );
  console.log(`Wrote ${fileURLToPath(PAGE)}`);
}

function published(kind: keyof PublishedResults): PublishedResults {
  const file = new URL(`${kind}.json`, RESULTS);
  return existsSync(file) ? { [kind]: JSON.parse(readFileSync(file, 'utf8')) as unknown } : {};
}
