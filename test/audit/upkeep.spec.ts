import { allTenants, AuditTrail, checkProof, type AuditEvent } from 'nestjs-observability/audit';
import { AuditStore } from '../../libs/observability/dist/audit/typeorm/query/audit-store.js';
import { pruneLog } from '../../libs/observability/dist/audit/typeorm/upkeep/prune-log.js';
import { rebaseLog } from '../../libs/observability/dist/audit/typeorm/upkeep/rebase-log.js';
import { databaseKinds } from '../support/audit/fresh-database.js';
import { LogAttacker } from '../support/audit/log-attacker.js';
import { LogUnderTest, type LogWriter } from '../support/audit/log-under-test.js';

const actor = { type: 'user', id: 'records-office' } as const;
const reason = 'seven years are over';

describe.each(databaseKinds)('Pruning on %s', kind => {
  let log: LogUnderTest;
  let writer: LogWriter;
  let events: AuditEvent[];

  beforeEach(async () => {
    log = await LogUnderTest.create(kind);
    writer = log.writer();
    events = [];
    for (let seal = 0; seal < 4; seal += 1) await written(3);
  });

  afterEach(() => log.database.drop());

  it('drops what was sealed before a moment, and the rest verifies as before', async () => {
    const { upto, dropped } = await pruneLog(log.upkeep, { before: tomorrow(), reason, actor });
    await written(2);

    // The last checkpoint stays: the sealer goes on from it.
    expect({ upto, dropped }).toEqual({ upto: 9, dropped: 9 });
    const stored = await log.sql.rows<{ id: string }>('SELECT id FROM audit_event');
    const ids = stored.map(({ id }) => id);
    expect(events.slice(0, 9).filter(({ entry }) => ids.includes(entry.id))).toEqual([]);
    expect(events.slice(9).every(({ entry }) => ids.includes(entry.id))).toBe(true);
    await expect(log.count('audit_checkpoint')).resolves.toBe(3);
    await expect(log.verify({ witness: log.witness(events) })).resolves.toMatchObject({
      verdict: 'ok',
      from: 9,
      findings: [],
      counts: { sealed: 6, receipts: 5, anchors: 3, outdated: 11 },
    });
  });

  it('leaves a record of who did it, why and up to where', async () => {
    await pruneLog(log.upkeep, { before: tomorrow(), reason, actor });

    const [row] = await log.sql.rows<{ body: string }>(
      "SELECT body FROM audit_event WHERE action = 'audit.prune'",
    );
    expect(JSON.parse(row!.body)).toMatchObject({
      reason,
      actor,
      targets: [{ type: 'AuditLog', id: 'main' }],
      details: { upto: 9, root: Buffer.from(log.published[2]!.root).toString('base64') },
    });
  });

  it('leaves proofs of single events that can be checked offline', async () => {
    await pruneLog(log.upkeep, { before: tomorrow(), reason, actor });
    await written(3);
    const store = new AuditStore({ sql: log.sql, dialect: log.dialect.name, keys: log.keys });
    const trail = new AuditTrail({ store, stream: 'main', reads: { record: async () => '' } });
    const verifiers = log.identity.signers.map(({ verifier }) => verifier);
    for (const { entry, body } of events.slice(9)) {
      const { text } = await trail.prove(entry.id, { tenant: allTenants });
      expect(checkProof(text, { verifiers, mac: log.keys })).toMatchObject({ body, authenticated: true });
    }
  });

  it('can be done again and again', async () => {
    await pruneLog(log.upkeep, { before: tomorrow(), reason, actor });
    await written(3);
    const second = await pruneLog(log.upkeep, { before: tomorrow(), reason, actor });
    await written(1);
    const nothing = await pruneLog(log.upkeep, { before: new Date(0), reason, actor });

    expect(second).toEqual({ upto: 12, dropped: 3 });
    expect(nothing).toEqual({ upto: 12, dropped: 0 });
    await expect(log.verify()).resolves.toMatchObject({ verdict: 'ok', from: 12 });
  });

  it('stops before the first event that is on hold', async () => {
    const held = events[4]!.entry.id;
    const result = await pruneLog(log.upkeep, {
      ...{ before: tomorrow(), reason, actor },
      hold: ({ id }) => id === held,
    });

    expect(result).toEqual({ upto: 3, dropped: 3, heldAt: 4 });
    await expect(log.verify()).resolves.toMatchObject({ verdict: 'ok', from: 3 });
  });

  it('refuses to drop evidence of tampering', async () => {
    await new LogAttacker(log).editEvent(events[4]!.entry.id);

    await expect(pruneLog(log.upkeep, { before: tomorrow(), reason, actor })).rejects.toThrow(
      /prune refused. What would be dropped is evidence: The event at position 4 was changed/,
    );
    await expect(log.count('audit_event')).resolves.toBe(12);
    await expect(log.count('audit_prune')).resolves.toBe(0);
  });

  it('goes on after it was interrupted', async () => {
    const { connection, ...means } = log.upkeep;
    let transactions = 0;
    const dying = {
      ...{ batchSize: 1, hasPending: () => connection.hasPending() },
      transaction: <T>(steps: never): Promise<T | 'busy'> => {
        transactions += 1;
        // The cut is recorded, nothing is dropped yet.
        return transactions > 1 ? Promise.reject(new Error('killed')) : connection.transaction(steps);
      },
    };
    const wish = { before: tomorrow(), reason, actor };
    await expect(pruneLog({ ...means, connection: dying }, wish)).rejects.toThrow('killed');
    const between = await log.verify();
    await pruneLog(log.upkeep, wish);

    expect(between).toMatchObject({ verdict: 'ok', from: 9 });
    await expect(log.count('audit_leaf')).resolves.toBe(3);
    await expect(log.verify()).resolves.toMatchObject({ verdict: 'ok', from: 9 });
  });

  it('cannot be feigned by somebody without the MAC key', async () => {
    await log.tamper(
      `INSERT INTO audit_prune (stream, upto, frontier, reason)
SELECT stream, size, frontier, 'tidying up' FROM audit_checkpoint WHERE size = 9`,
    );
    await log.tamper('DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_leaf WHERE pos < 9)');
    await log.tamper('DELETE FROM audit_leaf WHERE pos < 9');
    const result = await log.verify();

    expect(result.verdict).toBe('tampered');
    expect(result.first).toMatchObject({ kind: 'deleted', position: 0, last: 8 });
    expect(result.first?.message).toContain('no event of the application says so');
  });

  it('opens no place where a forged event goes unseen', async () => {
    await pruneLog(log.upkeep, { before: tomorrow(), reason, actor });
    const forged = { ...log.event('7f1f0e4e-4f6e-4b7e-8a3e-3f0f0b1f0c11', 1), mac: Buffer.alloc(32, 7) };
    await log.store([forged]);
    await log.tamper('DELETE FROM audit_pending WHERE event_id = ?', [forged.entry.id]);
    await log.tamper("INSERT INTO audit_leaf (stream, pos, event_id, leaf_hash) VALUES ('main', 4, ?, ?)", [
      forged.entry.id,
      Buffer.alloc(32, 1),
    ]);

    await expect(log.verify()).resolves.toMatchObject({
      verdict: 'tampered',
      first: { kind: 'forged', position: 4, message: expect.stringContaining('below the cut of the log') },
    });
  });

  async function written(count: number): Promise<void> {
    events.push(...(await writer.write(count)));
    await log.seal();
  }
});

describe.each(databaseKinds)('A restored backup on %s', kind => {
  let log: LogUnderTest;

  beforeEach(async () => {
    log = await LogUnderTest.create(kind);
  });

  afterEach(() => log.database.drop());

  it('is no truncation any more once it is declared, and stays visible', async () => {
    const events = await restored();
    const lost = await log.verify({ witness: log.witness(events) });
    const declared = await rebaseLog(log.upkeep, { witness: log.witness(), reason: 'disk failed', actor });
    await log.seal();
    const after = await log.verify({ witness: log.witness(events) });

    expect(lost.first).toMatchObject({ kind: 'truncated', position: 8 });
    expect(declared).toEqual({ kept: 8, lost: 16 });
    expect(after).toMatchObject({
      verdict: 'ok',
      findings: [],
      breaks: [{ kept: 8, lost: 16, reason: 'disk failed' }],
      counts: { outdated: 2 + 8, receipts: 8 },
    });
  });

  it('can be declared after the application went on for a while', async () => {
    await restored();
    for (let seal = 0; seal < 3; seal += 1) {
      await log.writer().write(4);
      await log.seal();
    }
    const declared = await rebaseLog(log.upkeep, { witness: log.witness(), reason: 'disk failed', actor });
    await log.seal();

    expect(declared).toEqual({ kept: 8, lost: 16 });
    await expect(log.verify({ witness: log.witness() })).resolves.toMatchObject({ verdict: 'ok' });
  });

  it('explains the numbers that a living writer lost with it, and no others', async () => {
    const writer = log.writer();
    await writer.write(4);
    await log.seal();
    await writer.write(4);
    await log.seal();
    await new LogAttacker(log).truncate(4);
    const [first] = await writer.write(1);
    await rebaseLog(log.upkeep, { witness: log.witness(), reason: 'disk failed', actor });
    await log.seal();
    const explained = await log.verify({ witness: log.witness() });
    const [deleted] = await writer.write(2);
    await new LogAttacker(log).deleteEvent(deleted!.entry.id);
    await log.tamper('DELETE FROM audit_pending WHERE event_id = ?', [deleted!.entry.id]);
    const later = await log.verify({ witness: log.witness() });

    expect(first!.writerSeq).toBe(9);
    expect(explained).toMatchObject({ verdict: 'ok', findings: [] });
    expect(later.first).toMatchObject({ kind: 'deleted', message: expect.stringContaining('number 10 of') });
  });

  it('cannot be declared where nothing is missing, or where something else is wrong', async () => {
    const events = await log.writer().write(4);
    await log.seal();
    const wish = { reason: 'because', actor };
    await expect(rebaseLog(log.upkeep, { ...wish, witness: log.witness() })).rejects.toThrow(
      'No witness has a checkpoint that the log does not have',
    );
    await new LogAttacker(log).editEvent(events[1]!.entry.id);
    await expect(rebaseLog(log.upkeep, { ...wish, witness: log.witness() })).rejects.toThrow(
      'The event at position 1 was changed',
    );
  });

  it('cannot be declared without the signing key', async () => {
    await restored();
    const { note } = log.published[0]!;
    await log.writer().write(1, {
      action: 'audit.rebase',
      targets: [{ type: 'AuditLog', id: 'main' }],
      details: { kept: 8, lost: 16, note },
    });
    await log.seal();

    await expect(log.verify({ witness: log.witness() })).resolves.toMatchObject({
      verdict: 'tampered',
      breaks: [],
    });
  });

  /** Sixteen events under four checkpoints, of which the newer half is gone. */
  async function restored(): Promise<AuditEvent[]> {
    const writer = log.writer();
    const events: AuditEvent[] = [];
    for (let seal = 0; seal < 4; seal += 1) {
      events.push(...(await writer.write(4)));
      await log.seal();
    }
    await new LogAttacker(log).truncate(8);
    return events;
  }
});

function tomorrow(): Date {
  return new Date(Date.now() + 86_400_000);
}
