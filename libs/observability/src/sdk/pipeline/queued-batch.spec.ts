import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ScriptedTransport } from '../../../../../test/support/pipeline/scripted-transport.js';
import { until } from '../../../../../test/support/until.js';
import { ExportLedger } from '../../core/export-ledger.js';
import { ExportPipeline } from './export-pipeline.js';

it('A batch that waits holds nothing but the request: what that was made from is several times as large', async () => {
  const ledger = new ExportLedger('traces');
  const transport = new ScriptedTransport();
  transport.answer = () => undefined;
  const pipeline = new ExportPipeline({
    transport,
    ledger,
    limits: { maxBytes: 10_000_000, maxAgeMs: 60_000, maxParallel: 4, attemptMs: 60_000 },
    compression: 'gzip',
    format: 'protobuf',
  });
  const madeFrom: WeakRef<object>[] = [];
  const offer = (): void => {
    const bytes = Buffer.alloc(100_000, 'span');
    madeFrom.push(new WeakRef(bytes));
    ledger.ended();
    pipeline.offer({ lane: 'rest', items: 1, size: bytes.length, encode: () => ({ bytes, items: 1 }) });
  };
  for (let at = 0; at < 20; at += 1) offer();
  await until(() => pipeline.queuedBytes < 20_000, { describe: () => `${pipeline.queuedBytes} bytes` });

  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  expect(pipeline.queuedItems).toBe(20);
  expect(madeFrom.filter(reference => reference.deref() !== undefined)).toHaveLength(0);
  pipeline.close();
});
