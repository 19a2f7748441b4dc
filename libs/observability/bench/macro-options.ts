import { parseArgs } from 'node:util';
import type { AdapterName } from './app/variant.js';
import type { SampleSettings } from './measure/sample.js';
import { ADAPTER_NAMES, COMPARED_VARIANTS, VARIANT_NAMES, type VariantName } from './measure/variants.js';

/** What `npm run bench` was asked for. */
export interface MacroOptions extends SampleSettings {
  readonly rounds: number;
  readonly adapters: readonly AdapterName[];
  readonly variants: readonly VariantName[];
}

/** Reads the command line. @throws Error that names the wrong value and the right ones */
export function readMacroOptions(): MacroOptions {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '6' },
      warmup: { type: 'string', default: '8' },
      connections: { type: 'string', default: '32' },
      adapter: { type: 'string', default: ADAPTER_NAMES.join() },
      variants: { type: 'string', default: COMPARED_VARIANTS.join() },
      exports: { type: 'string', default: 'traces' },
      profile: { type: 'string' },
    },
  });
  return {
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    warmup: positive('warmup', values.warmup),
    connections: positive('connections', values.connections),
    adapters: namesOf('adapter', values.adapter, ADAPTER_NAMES),
    variants: namesOf('variants', values.variants, VARIANT_NAMES),
    exports: namesOf('exports', values.exports, ['traces', 'all'] as const)[0] ?? 'traces',
    profileTo: values.profile,
  };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${option} wants a number above 0, not "${text}"`);
  return value;
}

/** Keeps the table's order, whatever order was typed. */
function namesOf<Name extends string>(option: string, text: string, known: readonly Name[]): Name[] {
  const wanted = text.split(',');
  const unknown = wanted.filter(name => !known.includes(name as Name));
  if (unknown.length > 0) throw new Error(`--${option} knows ${known.join(', ')}; not ${unknown.join(', ')}`);
  return known.filter(name => wanted.includes(name));
}
