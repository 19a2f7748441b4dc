import { parseArgs } from 'node:util';
import { canPin } from './measure/pinned-process.js';
import { prepareStock } from './measure/prepare-stock.js';
import { median } from './measure/statistics.js';
import { MICRO_CASES, MicroHost } from './micro/micro-host.js';
import type { MicroResult, MicroRow } from './micro/micro-result.js';
import { thisMachine } from './report/machine.js';
import { microTable } from './report/micro-table.js';
import { publish } from './report/results.js';

const PUBLISHABLE_ROUNDS = 15;
const PUBLISHABLE_BATCH_MS = 50;

/** `npm run bench:micro`: one decorated call, every subject in a process of its own, rounds interleaved. */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '21' }, batch: { type: 'string', default: '60' } },
});
const settings = { rounds: Number(values.rounds), batchMs: Number(values.batch) };

prepareStock();
const hosts: MicroHost[] = [];
try {
  for (const it of MICRO_CASES) hosts.push(await MicroHost.start(it, settings.batchMs));
  const rows = await measure(hosts, settings.rounds);
  const result: MicroResult = { machine: { ...thisMachine(), pinned: canPin() }, settings, rows };
  console.log(microTable(result));
  publish('micro', result, settings.rounds >= PUBLISHABLE_ROUNDS && settings.batchMs >= PUBLISHABLE_BATCH_MS);
} finally {
  for (const host of hosts) host.stop();
}

async function measure(hosts: readonly MicroHost[], rounds: number): Promise<MicroRow[]> {
  const figures = new Map(hosts.map(host => [host, { async: [] as number[], sync: [] as number[] }]));
  for (let round = 1; round <= rounds; round++) {
    for (const host of round % 2 === 1 ? hosts : hosts.toReversed()) {
      figures.get(host)?.async.push(await host.measure('async'));
      figures.get(host)?.sync.push(await host.measure('sync'));
    }
  }
  return [...figures].map(([{ subject, state }, { async, sync }]) => ({
    subject,
    state,
    asyncNs: median(async),
    syncNs: median(sync),
  }));
}
