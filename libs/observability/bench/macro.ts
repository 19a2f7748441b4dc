import { readMacroOptions, type MacroOptions } from './macro-options.js';
import { Peers } from './measure/peers.js';
import { canPin } from './measure/pinned-process.js';
import { prepareStock } from './measure/prepare-stock.js';
import { takeSample, type Sample } from './measure/sample.js';
import { verifyVariant, type Verified } from './measure/verify-variant.js';
import type { VariantName } from './measure/variants.js';
import { thisMachine } from './report/machine.js';
import { macroTable } from './report/macro-table.js';
import { profileTables } from './report/profile-table.js';
import { isPublishable, publish, type MacroResult } from './report/results.js';

/** `npm run bench`: every variant on every adapter, interleaved, each in a fresh process. */
const options = readMacroOptions();
if (options.variants.some(name => name === 'stock' || name === 'handpicked')) prepareStock();

const peers = await Peers.start();
try {
  const verified = await verifyAll(peers, options);
  const samples = await measureAll(peers, options);
  const { rounds, seconds, warmup, connections, exports } = options;
  const result: MacroResult = {
    machine: { ...thisMachine(), pinned: canPin() },
    settings: { rounds, seconds, warmup, connections, exports },
    verified,
    samples,
  };
  console.log(`\n${macroTable(result)}`);
  if (options.profileTo) console.log(`\n${profileTables(options.profileTo)}`);
  publish('macro', result, isPublishable(options));
} finally {
  peers.stop();
}

async function verifyAll(peers: Peers, { variants, adapters }: MacroOptions): Promise<Verified[]> {
  const verified: Verified[] = [];
  for (const adapter of adapters) {
    for (const variant of variants) {
      const one = await verifyVariant(peers, variant, adapter);
      console.log(
        `checked ${variant} on ${adapter}: ${one.spans.length} spans for one GET (${one.spans.join(', ')})`,
      );
      verified.push(one);
    }
  }
  return verified;
}

async function measureAll(peers: Peers, options: MacroOptions): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const adapter of options.adapters) {
      for (const variant of orderOf(round, options.variants)) {
        const sample = await takeSample(peers, { ...options, variant, adapter, round });
        samples.push(sample);
        console.log(
          `round ${round}/${options.rounds} ${adapter} ${variant}: ${sample.cpuMicrosPerRequest.toFixed(1)} us CPU a request, ` +
            `${sample.requestsPerSecond.toFixed(0)} requests/s, ${sample.spansPerRequest.toFixed(2)} spans a request, core shared ${(sample.othersShare * 100).toFixed(0)} %`,
        );
      }
    }
  }
  return samples;
}

/** Reversed every second round, so that a drift of the machine favours nobody. */
function orderOf(round: number, variants: readonly VariantName[]): readonly VariantName[] {
  return round % 2 === 1 ? variants : variants.toReversed();
}
