import { Readable } from 'node:stream';
import { witnessLines, type WitnessLine } from './witness-lines.js';

const checkpoint = { 'audit.stream': 'main', 'audit.size': 3, 'audit.note': 'o\n3\nroot\n\n— o sig\n' };
const receipt = { 'audit.record.id': '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b01', 'audit.record.hash': 'ab12' };
const note = { kind: 'checkpoint', note: 'o\n3\nroot\n\n— o sig\n' };
const received = { kind: 'receipt', id: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b01', hash: 'ab12' };

describe('Witness lines', () => {
  it('are found among the lines of an application', async () => {
    const lines = [
      '{"level":"info","msg":"GET /orders 200"}',
      JSON.stringify({ level: 'info', msg: 'audit.checkpoint', ...checkpoint }),
      'not json at all',
      JSON.stringify({ level: 'info', msg: 'audit.receipt', ...receipt }),
      '{"msg":"a line about audit.note that was cut',
      '',
    ];

    await expect(witnessesIn(lines)).resolves.toEqual([note, received]);
  });

  it('are found behind the prefix of a container runtime and inside the lines of a log driver', async () => {
    const line = JSON.stringify({ msg: 'audit.receipt', ...receipt });

    await expect(
      witnessesIn([
        `2026-11-21T12:00:00.000000000Z stdout F ${line}`,
        JSON.stringify({ log: `${line}\n`, stream: 'stdout' }),
      ]),
    ).resolves.toEqual([received, received]);
  });

  it('are found in what the collector writes to a file: log records and spans', async () => {
    const attributes = (fields: object) =>
      Object.entries(fields).map(([key, value]) => ({ key, value: { stringValue: String(value) } }));
    const logs = {
      resourceLogs: [
        {
          scopeLogs: [
            { logRecords: [{ attributes: attributes(checkpoint) }, { attributes: attributes({ a: 1 }) }] },
          ],
        },
      ],
    };
    const spans = { resourceSpans: [{ scopeSpans: [{ spans: [{ attributes: attributes(receipt) }] }] }] };

    await expect(witnessesIn([JSON.stringify(logs), JSON.stringify(spans)])).resolves.toEqual([
      note,
      received,
    ]);
  });

  it('tell of which log a receipt is, where that is said', async () => {
    const line = JSON.stringify({ ...receipt, 'audit.origin': 'shop/audit/main' });

    await expect(witnessesIn([line])).resolves.toEqual([{ ...received, origin: 'shop/audit/main' }]);
  });

  it('are not looked for without end in a hostile line', async () => {
    const deep = `${'['.repeat(20_000)}"audit.note"${']'.repeat(20_000)}`;

    await expect(
      witnessesIn([`{"x":${deep}}`, '{"audit.note": 5, "audit.record.hash": null}']),
    ).resolves.toEqual([]);
  });
});

async function witnessesIn(lines: readonly string[]): Promise<WitnessLine[]> {
  const found: WitnessLine[] = [];
  for await (const line of witnessLines(Readable.from(lines.map(each => `${each}\n`)))) found.push(line);
  return found;
}
