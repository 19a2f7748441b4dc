import type { Instrumentation } from '@opentelemetry/instrumentation';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeFailure } from '../../core/failure.js';
import { knownInstrumentations, type KnownInstrumentation } from './known-instrumentations.js';

/** What was found and made. */
export interface LoadedInstrumentations {
  readonly instrumentations: readonly Instrumentation[];
  /** The packages that are watched. */
  readonly targets: readonly string[];
  /** The same by the loader hook that has to change them: that of the copy of OpenTelemetry which their instrumentation uses. */
  readonly hooks: ReadonlyMap<string, readonly string[]>;
  /** For people: what was asked for and is not there, with the command that brings it. */
  readonly problems: readonly string[];
}

/**
 * Makes the instrumentations that are asked for and installed; the application's own dependencies are searched first.
 *
 * @param asked words as in `OBSERVABILITY_INSTRUMENTATIONS`; `undefined` takes whatever is installed
 */
export function loadInstrumentations(
  asked: string | undefined,
  directory = process.cwd(),
): LoadedInstrumentations {
  const words = asked
    ?.split(',')
    .map(word => word.trim().toLowerCase())
    .filter(word => word !== '' && word !== 'none');
  const wanted = knownInstrumentations.filter(({ target }) => words?.includes(target) ?? true);
  const loaders = [createRequire(join(directory, 'package.json')), createRequire(import.meta.url)];
  const results = wanted.map(known => ({ known, result: load(known, loaders) }));
  const unknown = words?.filter(word => wanted.every(({ target }) => target !== word)) ?? [];
  const made = results.flatMap(({ known, result }) =>
    typeof result === 'object' ? [{ ...result, target: known.target }] : [],
  );
  return {
    instrumentations: made.map(({ instrumentation }) => instrumentation),
    targets: made.map(({ target }) => target),
    hooks: new Map(
      made.map(({ hook }) => [hook, made.filter(other => other.hook === hook).map(({ target }) => target)]),
    ),
    problems: [
      ...unknown.map(word => `'${word}' is not known`),
      ...results.flatMap(({ known, result }) =>
        typeof result === 'string' && (words || result !== absent(known)) ? [result] : [],
      ),
    ],
  };
}

interface Made {
  readonly instrumentation: Instrumentation;
  /** URL of the loader hook of its OpenTelemetry. */
  readonly hook: string;
}

/** The instrumentation, or what is wrong with it. */
function load(known: KnownInstrumentation, loaders: readonly NodeJS.Require[]): Made | string {
  const found = loaders.find(loader => resolves(loader, known.source));
  if (!found) return absent(known);
  try {
    const exported = found(known.source) as Record<string, new () => Instrumentation>;
    const Instrumenting = exported[known.name];
    if (!Instrumenting) return `${known.source} has no ${known.name}`;
    return { instrumentation: new Instrumenting(), hook: hookFor(found.resolve(known.source)) };
  } catch (thrown) {
    return `${known.source} cannot be loaded: ${describeFailure(thrown).message}`;
  }
}

/** npm may install several copies, each of which hears of the modules that its own hook has changed alone. */
function hookFor(file: string): string {
  return pathToFileURL(createRequire(file).resolve('@opentelemetry/instrumentation/hook.mjs')).href;
}

function resolves(loader: NodeJS.Require, source: string): boolean {
  try {
    loader.resolve(source);
    return true;
  } catch {
    return false;
  }
}

function absent({ target, source }: KnownInstrumentation): string {
  return `${target}: npm install ${source}`;
}
