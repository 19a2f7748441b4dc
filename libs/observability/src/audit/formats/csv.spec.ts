import { assert, property, string } from 'fast-check';
import { anyEntry, cancelledOrder, deniedRefund } from '../../../../../test/support/audit/audit-entries.js';
import { sealedAt, storedEvent } from '../../../../../test/support/audit/stored-event.js';
import { leafHash } from '../evidence/leaf-hash.js';
import { csvCell } from './csv-cell.js';
import { csvHeader, csvLine } from './csv.js';

const event = storedEvent(cancelledOrder, '{}');
const hash = Buffer.from(leafHash('{}', event.mac)).toString('hex');

describe('A CSV export', () => {
  it('begins with the names of its columns', () => {
    expect(csvHeader).toBe(
      'position,occurred_at,recorded_at,action,outcome,reason_code,reason,actor_type,actor_id,acting_for,tenant,' +
        'target_type,target_id,targets,changes,details,failure_type,failure_code,crud,atomicity,capture,phase,part,' +
        'source_address,user_agent,route,request_id,trace_id,span_id,id,operation_id,parent_operation_id,stream,' +
        'writer_id,writer_seq,key_id,mac,hash\r\n',
    );
  });

  it('has one record for each event', () => {
    expect(csvLine({ event, ...sealedAt })).toBe(
      '12,2026-08-17T20:53:20.123456Z,2026-08-17T20:53:20.200000Z,order.cancel,success,,customer changed her mind,' +
        'user,agent-7,customer-12,acme,Order,4711,"[{""id"":""4711"",""type"":""Order""},{""id"":""p-9"",""type"":' +
        '""Payment""}]","[{""after"":""cancelled"",""before"":""placed"",""path"":""/status""},{""after"":' +
        '""2026-08-17T20:53:20.123Z"",""path"":""/cancelledAt""},{""before"":3,""path"":""/shipping/slot""}]",' +
        '"{""refunded"":true}",,,u,tx,locked,result,1,203.0.113.9,curl/8.5.0,POST /orders/:id/cancel,req-1,' +
        '4bf92f3577b34da6a3ce929d0e0e4736,00f067aa0ba902b7,0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b01,' +
        '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b00,0198c5a0-7c1d-7aaa-8000-000000000001,main,' +
        `5a0c1d0e-1111-4222-8333-444455556666,7,mac-1,${'ab'.repeat(32)},${hash}\r\n`,
    );
  });

  it('has all columns in every record, whatever the entry says', () => {
    const names = recordsOf(csvHeader)[0]!;
    assert(
      property(anyEntry(), entry => {
        const records = recordsOf(csvLine({ event: storedEvent(entry, '{}') }));

        expect(records).toHaveLength(1);
        expect(records[0]).toHaveLength(names.length);
        expect(records[0]!.filter(cell => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
        expect(records[0]![names.indexOf('action')]!.replace(/^'/, '')).toBe(
          entry.action.replaceAll('\0', '').replace(/^'/, ''),
        );
      }),
    );
  });

  it('leaves cells empty that nothing is known for', () => {
    expect(csvLine({ event: storedEvent(deniedRefund, '{}') })).toMatch(
      /^,2026-08-17T20:53:21.000000Z,,order.refund,/,
    );
  });
});

describe('A cell of CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['\n=1', '"\'\n=1"'],
    ['\uff1d1', "'\uff1d1"],
    ['\0=1', "'=1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['1=1', '1=1'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['a\r\nb', '"a\r\nb"'],
    ['', ''],
  ])('writes %j as %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it('leaves numbers alone', () => {
    expect([csvCell(-2), csvCell(0), csvCell(undefined)]).toEqual(['-2', '0', '']);
  });

  it('gives the text back to whoever reads RFC 4180', () => {
    assert(
      property(string({ unit: 'binary' }), text => {
        const [[cell]] = recordsOf(`${csvCell(text)}\r\n`) as [[string]];

        expect([cell, cell.slice(1)]).toContain(text.replaceAll('\0', ''));
      }),
    );
  });
});

/** Reads CSV by the grammar of RFC 4180. */
function recordsOf(csv: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < csv.length; at += 1) {
    const char = csv[at]!;
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (csv[at + 1] === '"') cell += csv[(at += 1)]!;
      else isQuoted = false;
    } else if (char === '"') isQuoted = true;
    else if (char === ',' || (char === '\r' && csv[at + 1] === '\n')) {
      record.push(cell);
      cell = '';
      if (char === ',') continue;
      records.push(record);
      record = [];
      at += 1;
    } else cell += char;
  }
  return records;
}
