import { parseArgs } from 'node:util';
import { median } from '../measure/statistics.js';

/** What is measured of the redaction policy. */
interface Policy {
  text(text: string): string;
  attribute(key: string, value: string): unknown;
  value(value: unknown): unknown;
}

/** A piece of work; `index` makes the ids of each call new ones, as those of requests are. */
type Work = (policy: Policy, index: number) => unknown;

/** Ten fields, as a controller gets them. */
class OrderDto {
  id = '5f2b91c0-7d11-4c1e-9a31-2f5b7d0c1e42';
  customer = 'Ada Lovelace';
  city = 'London';
  street = '12 St James Square';
  status = 'open';
  quantity = 3;
  price = 42.5;
  express = true;
  created = '2026-10-05T12:00:00.000Z';
  note = 'Leave it with the neighbours, please';
}

const hex = (index: number, length: number): string =>
  (index * 2_654_435_761).toString(16).padStart(length, 'a7f3c1d9').slice(-length);

/** Made before, because making them costs more than looking at them. */
const requests = Array.from({ length: 4_096 }, (_, index) => ({
  id: `${hex(index, 8)}-7d11-4c1e-9a31-${hex(index + 7, 12)}`,
  user: `user-${index % 1_000}`,
  trace: hex(index, 32),
  span: hex(index, 16),
}));

const lines: Work = (policy, index) => {
  const { id, user, trace, span } = requests[index % requests.length] as (typeof requests)[number];
  policy.text('GET /orders/:id completed');
  policy.attribute('request_id', id);
  policy.attribute('user_id', user);
  policy.attribute('tenant_id', 'acme');
  policy.attribute('trace_id', trace);
  return policy.attribute('span_id', span);
};

const dto = new OrderDto();
const message = 'Order was delivered to the neighbours at noon. '.repeat(2_200);
const assignments = 'user=ada, password=hunter2, url=https://a:b@c/?token=x; '.repeat(1_800);
const works: Readonly<Record<string, Work>> = {
  'default request line': lines,
  'ten-field DTO': policy => policy.value(dto),
  'message without a secret, 100 kB': policy => policy.text(message),
  'message of assignments, 100 kB': policy => policy.text(assignments),
};
/** `node bench/dist/micro/redaction.js`: what masking costs, in microseconds of CPU, median over the rounds. */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const file = new URL('../../../dist/redaction/redactor.js', import.meta.url).href;
const { Redactor } = (await import(file)) as { readonly Redactor: new () => Policy };
const policy = new Redactor();

for (const [name, work] of Object.entries(works)) {
  const calls = name.includes('kB') ? 30 : 50_000;
  round(work, calls);
  const rounds = Array.from({ length: Number(values.rounds) }, () => round(work, calls));
  console.log(`${name}: ${median(rounds).toFixed(2)} us`);
}

function round(work: Work, calls: number): number {
  const before = process.cpuUsage();
  for (let index = 0; index < calls; index += 1) work(policy, index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}
