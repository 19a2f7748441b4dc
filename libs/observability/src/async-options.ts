import type { DynamicModule, Provider } from '@nestjs/common';
import type { ConfigurationProblem } from './config/configuration-problem.js';
import { nearestWord } from './config/nearest-word.js';
import { ObservabilityConfigurationError } from './config/observability-configuration.error.js';
import { type ASYNC_OPTIONS_TYPE, OBSERVABILITY_OPTIONS } from './observability.module-definition.js';
import { TelemetryModule } from './telemetry.module.js';

const SOURCES = ['useFactory', 'useClass', 'useExisting'] as const;
const KNOWN: readonly string[] = [...SOURCES, 'imports', 'inject', 'provideInjectionTokensFrom'];
const METHOD = 'createObservabilityOptions';
const EXAMPLE = 'use for example { useFactory: () => ({ service: { name: "orders" } }) }';

/**
 * The telemetry module for `forRootAsync()`. Nest would answer a mistake in these options with an error about its own
 * insides, or not at all; here each fails the bootstrap as any other wrong option does.
 */
export function asyncTelemetry(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
  const problems = problemsOf(options);
  if (problems.length > 0) {
    return TelemetryModule.forRootAsync({
      useFactory: () => {
        throw new ObservabilityConfigurationError(problems);
      },
    });
  }
  const module = TelemetryModule.forRootAsync(options);
  const check = options.useFactory ? readFactory : readClass;
  return { ...module, providers: module.providers?.map(provider => checked(provider, check)) ?? [] };
}

function problemsOf(options: unknown): ConfigurationProblem[] {
  if (typeof options !== 'object' || options === null) {
    return [{ path: 'forRootAsync()', message: 'takes an object', fix: EXAMPLE }];
  }
  const given = options as Record<string, unknown>;
  const unknown = Object.keys(given).filter(key => !KNOWN.includes(key));
  const sources = SOURCES.filter(source => given[source] !== undefined);
  return [
    ...unknown.map(unknownKey),
    ...sources
      .filter(source => source !== 'useExisting' && typeof given[source] !== 'function')
      .map(noFunction),
    ...(sources.length === 1 || unknown.length > 0 ? [] : [oneSource(sources)]),
  ];
}

function unknownKey(key: string): ConfigurationProblem {
  const near = nearestWord(key, KNOWN);
  const fix = near === undefined ? `remove it; known here: ${KNOWN.join(', ')}` : `did you mean '${near}'?`;
  return { path: `forRootAsync().${key}`, message: 'is not an option', fix };
}

function noFunction(source: string): ConfigurationProblem {
  const [what, fix] =
    source === 'useClass'
      ? ['a class', `give a class with a method ${METHOD}()`]
      : ['a function', 'give a function that returns the options'];
  return { path: `forRootAsync().${source}`, message: `must be ${what}`, fix };
}

function oneSource(sources: readonly string[]): ConfigurationProblem {
  const message =
    sources.length === 0 ? 'says nowhere where options come from' : `has ${sources.join(' and ')}`;
  return {
    path: 'forRootAsync()',
    message,
    fix: `give one of useFactory, useClass and useExisting; ${EXAMPLE}`,
  };
}

type Factory = (...args: unknown[]) => unknown;
type Check = (factory: Factory, args: unknown[]) => unknown;

function checked(provider: Provider, check: Check): Provider {
  if (!('useFactory' in provider) || provider.provide !== OBSERVABILITY_OPTIONS) return provider;
  const factory = provider.useFactory as Factory;
  return { ...provider, useFactory: (...args: unknown[]) => check(factory, args) };
}

async function readFactory(factory: Factory, args: unknown[]): Promise<unknown> {
  return notUndefined('useFactory', await factory(...args));
}

async function readClass(factory: Factory, [source]: unknown[]): Promise<unknown> {
  if (typeof (source as Record<string, unknown>)[METHOD] !== 'function') {
    const name = (source as object).constructor.name;
    throw refusal(name, `has no method ${METHOD}()`, `add ${METHOD}(): ObservabilityOptions to ${name}`);
  }
  return notUndefined(`${METHOD}()`, await factory(source));
}

/** Whoever forgets to return would get the defaults, and wonder. */
function notUndefined(source: string, options: unknown): unknown {
  if (options !== undefined) return options;
  throw refusal(source, 'gave undefined', 'return the options, {} for the defaults');
}

function refusal(path: string, message: string, fix: string): ObservabilityConfigurationError {
  return new ObservabilityConfigurationError([{ path, message, fix }]);
}
