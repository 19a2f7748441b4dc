import { tellOrderStory } from './audit/order-story.ts';
import { trailOf, verifyTrail } from './audit/verification.ts';
import { DemoError } from './demo.error.ts';
import type { DemoOptions } from './demo-options.ts';
import { eventually } from './eventually.ts';
import { backgroundWork } from './metrics/background-work.ts';
import { risesBy } from './metrics/increase.ts';
import { type Sample, scrape } from './metrics/prometheus-text.ts';
import { routeStatistics } from './metrics/route-statistics.ts';
import { recordOf } from './page/record-of.ts';
import { saveRecord } from './page/run-record.ts';
import { checkPromises, checkRecords, checkWork, type Evidence } from './promises.ts';
import { showProgress } from './report/progress.ts';
import { printLinks, printPromises, printSummary } from './report/summary.ts';
import { heading } from './report/terminal.ts';
import type { DemoServices } from './services/demo-services.ts';
import type { ServiceEnvironment } from './services/service-environment.ts';
import type { OtlpReceiver } from './traces/otlp-receiver.ts';
import { showcase } from './traces/showcase.ts';
import { runTraffic } from './traffic/run-traffic.ts';
import { issueTokens } from './traffic/shoppers.ts';
import { ShopClient } from './traffic/shop-client.ts';
import { Tally } from './traffic/tally.ts';

/** Two running services and what the demo does with them. */
export interface DemoRun {
  readonly options: DemoOptions;
  readonly services: DemoServices;
  readonly environment: ServiceEnvironment;
  readonly receiver: OtlpReceiver | undefined;
  readonly signal: AbortSignal;
}

/**
 * Sends the traffic, prints the summary and holds it against what the demo promises.
 * @throws {@link DemoError} when something promised is missing
 */
export async function runDemo(run: DemoRun): Promise<void> {
  const { options, services, environment } = run;
  const tally = new Tally();
  const tokens = await issueTokens(environment.dataDirectory);
  const shop = new ShopClient(environment.ordersUrl, tokens, tally);
  const before = await scrapeBoth(environment);

  heading(
    `${options.seconds} seconds of traffic`,
    'placed, cancelled, declined, denied, slow, stuck, aborted',
  );
  const seconds = await send(run, shop, tally);
  const order = await showcase(shop, services, run.receiver);
  const history = await tellOrderStory(shop);

  const told = { sent: tally.counts, surprises: shop.surprises, showcase: order, history };
  const gather = async (): Promise<Omit<Evidence, 'verification'>> => ({
    ...told,
    ...compare(before, await scrapeBoth(environment)),
    traced: run.receiver?.requests('orders'),
    logged: await services.orders.log.requests(),
    probes: await probe(environment),
  });
  const complete = (seen: Omit<Evidence, 'verification'>): boolean =>
    [...checkRecords(seen), checkWork(seen)].every(({ problems }) => problems.length === 0);
  const records = await eventually(gather, complete);
  const evidence = { ...records, verification: await verifyTrail(trailOf(environment)) };
  printSummary(evidence, { seconds, dataDirectory: environment.dataDirectory });
  const promises = checkPromises(evidence);
  printPromises(promises);
  await saveRecord(environment.dataDirectory, recordOf(run, { seconds, evidence, promises }));
  printLinks(environment, options);
  const broken = promises.filter(({ problems }) => problems.length > 0);
  if (broken.length > 0) {
    throw new DemoError(`Missing: ${broken.map(({ title }) => title).join('; ')}`);
  }
}

/** Gives the seconds that it took. */
async function send({ options, signal }: DemoRun, shop: ShopClient, tally: Tally): Promise<number> {
  const started = performance.now();
  const progress = showProgress();
  const onProgress = (share: number): void => progress.update(share, tally.total);
  try {
    await runTraffic({ shop, seconds: options.seconds, rate: options.rate, signal, onProgress });
    onProgress(1);
  } finally {
    progress.stop();
  }
  return (performance.now() - started) / 1000;
}

type Scrapes = readonly [orders: Sample[], payments: Sample[]];

function scrapeBoth({ ordersUrl, paymentsUrl }: ServiceEnvironment): Promise<Scrapes> {
  return Promise.all([scrape(ordersUrl), scrape(paymentsUrl)]);
}

function compare(
  before: Scrapes,
  after: Scrapes,
): Pick<Evidence, 'orders' | 'payments' | 'placements' | 'work' | 'faults'> {
  return {
    orders: routeStatistics(before[0], after[0]),
    payments: routeStatistics(before[1], after[1]),
    placements: risesBy('result', 'orders_placed_total', [before[0], after[0]]),
    work: backgroundWork(after[0]),
    faults: new Map([...faultsOf('orders', after[0]), ...faultsOf('payments', after[1])]),
  };
}

/** Since the service started. */
function faultsOf(service: string, page: Sample[]): [string, number][] {
  return risesBy('nestjs_observability_fault_site', 'nestjs_observability_faults_total', [[], page]).map(
    ([site, count]) => [`${service}: fault in ${site}`, count],
  );
}

async function probe({ ordersUrl, paymentsUrl }: ServiceEnvironment): Promise<Map<string, number>> {
  const urls = [ordersUrl, paymentsUrl].flatMap(url => [`${url}/healthz`, `${url}/ready`]);
  const ask = async (url: string): Promise<[string, number]> => {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return [url, response.status];
  };
  return new Map(await Promise.all(urls.map(ask)));
}
