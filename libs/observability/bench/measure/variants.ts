import type { AdapterName } from '../app/variant.js';

/** The ways to observe the app, in the order of the table. */
export const VARIANT_NAMES = ['bare', 'ours', 'ours-head', 'ours-tail', 'handpicked', 'stock'] as const;

/** Those of the published table: each sends every trace. The others run when they are asked for. */
export const COMPARED_VARIANTS: readonly VariantName[] = ['bare', 'ours', 'handpicked', 'stock'];

/** Those that send one trace in ten. */
export const SAMPLED_VARIANTS: readonly VariantName[] = ['ours-head', 'ours-tail'];

/** One of {@link VARIANT_NAMES}. */
export type VariantName = (typeof VARIANT_NAMES)[number];

/** Adapters in the order of the table. */
export const ADAPTER_NAMES: readonly AdapterName[] = ['express', 'fastify'];

/** How a variant's server is started. */
export interface VariantLaunch {
  /** Folder that the server's copy of the app runs from; decides whose `node_modules` it sees. */
  readonly home: URL;
  readonly file: URL;
  /** Loaded with `--import`, before anything else. */
  readonly preload?: URL;
}

/** The compiled bench. */
export const DIST = new URL('../', import.meta.url);

/** The private package with today's libraries. */
export const STOCK = new URL('../../stock/', import.meta.url);

/** Where each variant lives and what it needs. */
export function launchOf(name: VariantName): VariantLaunch {
  if (name !== 'handpicked' && name !== 'stock')
    return { home: DIST, file: new URL(`variants/${name}.js`, DIST) };
  const home = new URL('dist/', STOCK);
  const preload = name === 'stock' ? 'instrument-all' : 'instrument-http';
  return {
    home,
    file: new URL(`stock/src/${name}.js`, home),
    preload: new URL(`stock/src/${preload}.js`, home),
  };
}
