import type { EnvironmentReader } from './environment-reader.js';
import type { OtlpSignal } from '../observability.options.js';
import type { OtlpResolver } from './resolve-otlp.js';
import type { OtlpTarget, SignalExporter } from './resolved-options.js';

/** The exits of one signal. */
export interface SignalExits {
  readonly exporters: readonly SignalExporter[];
  readonly targets: readonly OtlpTarget[];
}

/** What decides over the exits. */
export interface ExitSources {
  readonly otlp: OtlpResolver;
  readonly env: EnvironmentReader;
  /** Whether an option asks for the console. @defaultValue `false` */
  readonly console?: boolean | undefined;
}

const WORDS = {
  traces: ['otlp', 'console', 'none'],
  metrics: ['otlp', 'console', 'prometheus', 'none'],
  logs: ['otlp', 'console', 'none'],
} as const;

/**
 * Decides where a signal goes: by its exporter variable, else by OTLP as soon as an endpoint is known, else nowhere.
 * Everything is read, and checked, also for a signal that is off.
 */
export function resolveExits(
  signal: OtlpSignal,
  isOn: boolean,
  { otlp, env, console = false }: ExitSources,
): SignalExits {
  const name = `OTEL_${signal.toUpperCase() as Uppercase<OtlpSignal>}_EXPORTER` as const;
  const words = env.words<(typeof WORDS)[OtlpSignal][number]>(name, WORDS[signal]);
  const possible = otlp.targets(signal);
  const configured = possible.filter(each => each.configured);
  const asked = words?.filter(word => word === 'otlp' || word === 'console') ?? [
    ...(configured.length > 0 ? ['otlp' as const] : []),
    ...(console ? ['console' as const] : []),
  ];
  if (words?.includes('none') === true && words.length > 1) {
    env.report(name, `joins 'none' with others`, `use 'none' alone, or leave it out`);
  }
  const exporters = isOn ? asked : [];
  const chosen = configured.length > 0 ? configured : possible.slice(0, 1);
  return {
    exporters,
    targets: exporters.includes('otlp') ? chosen.map(({ target }) => target) : [],
  };
}
