import { AuditService } from 'nestjs-observability/audit';
import { isAudited } from './audit-variants.js';
import { createWriterApp } from './create-writer-app.js';
import { pay } from './pay.js';
import { Payments } from './payments.js';
import type { WriterOrder, WriterSettings } from './writer-messages.js';

const actor = { type: 'user', id: 'user-7' } as const;
const recorders = 500;

/** `node writer.js <settings>`: an application of one variant that does what its parent orders over IPC. */
const settings = JSON.parse(process.argv[2] as string) as WriterSettings;
if (settings.sealsElsewhere) await keepFromSealing();
const app = await createWriterApp(settings);
const payments = app.get(Payments);
const audit = isAudited(settings.variant) ? app.get(AuditService, { strict: false }) : undefined;
const payOne = audit
  ? (id: number) => audit.run({ actor, tenant: 'acme' }, () => payments.pay(id))
  : (id: number) => payments.pay(id);

process.on('message', (order: WriterOrder) => void obey(order));
process.send?.('ready');

async function obey(order: WriterOrder): Promise<void> {
  if (order.type === 'pay') process.send?.(await pay(payOne, order));
  if (order.type === 'record') process.send?.(await record(order.events));
  if (order.type === 'stop') {
    await app.close();
    process.disconnect?.();
  }
}

/** Fills the log with records that no transaction carries: the quickest way to a large one. */
async function record(events: number): Promise<number> {
  let left = events;
  const recorder = async () => {
    for (; left > 0;) {
      const order = left--;
      await audit?.record({
        action: 'order.import',
        crud: 'c',
        target: { type: 'Order', id: String(order) },
        details: { source: 'import', position: order },
      });
    }
  };
  await Promise.all(Array.from({ length: recorders }, recorder));
  return events;
}

/** An application always seals what it writes, unless another replica is faster; here the other one has to do it all. */
async function keepFromSealing(): Promise<void> {
  const file = new URL('../../../dist/audit/typeorm/sealer/audit-sealer.js', import.meta.url);
  const { AuditSealer } = (await import(file.href)) as { AuditSealer: { prototype: { start(): void } } };
  AuditSealer.prototype.start = () => undefined;
}
