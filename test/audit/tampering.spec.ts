import { MacKeyRing } from '../../libs/observability/dist/audit/evidence/mac-key-ring.js';
import type { AuditVerification } from '../../libs/observability/dist/audit/verify/audit-verification.js';
import { databaseKinds } from '../support/audit/fresh-database.js';
import { attacks, idOf, sceneOn, type ExpectedFinding } from '../support/audit/log-attacks.js';

describe.each(databaseKinds)('A log on %s that nobody has touched', kind => {
  it('is found to be in order, with and without witnesses', async () => {
    const { log, sealed, pending } = await sceneOn(kind);
    const alone = await log.verify();
    const witnessed = await log.verify({ witness: log.witness([...sealed, ...pending]) });
    await log.database.drop();

    expect(alone).toMatchObject({
      verdict: 'ok',
      findings: [],
      size: 12,
      counts: { sealed: 12, pending: 3, checkpoints: 3, writers: 1, open: 0, anchors: 0 },
    });
    expect(alone.root).toBe(Buffer.from(log.published.at(-1)!.root).toString('base64'));
    expect(witnessed).toMatchObject({ verdict: 'ok', counts: { anchors: 3, receipts: 15, foreign: 0 } });
  });
});

describe.each(databaseKinds)('Verification on %s', kind => {
  it.each(attacks)('finds out $name', async ({ run, alone, anchored = alone }) => {
    const scene = await sceneOn(kind);
    await run(scene);
    const withoutWitness = await scene.log.verify();
    const withWitness = await scene.log.verify({ witness: scene.log.witness() });
    await scene.log.database.drop();

    expectOutcome(withoutWitness, alone);
    expectOutcome(withWitness, anchored);
  });

  it('cannot find out that the newest unsealed event of a writer was deleted, but for its receipt', async () => {
    const { log, attacker, pending } = await sceneOn(kind);
    const newest = idOf(pending[2]);
    await attacker.deleteEvent(newest);
    await log.tamper('DELETE FROM audit_pending WHERE event_id = ?', [newest]);
    const alone = await log.verify();
    const anchored = await log.verify({ witness: log.witness() });
    const receipted = await log.verify({ witness: log.witness(pending) });
    await log.database.drop();

    expect([alone.verdict, anchored.verdict]).toEqual(['ok', 'ok']);
    expectOutcome(receipted, { kind: 'deleted', says: /There is a receipt of the event .*, but no event/ });
    expect(receipted.first?.eventId).toBe(newest);
  });

  it('finds out that an event was replaced with both keys, when its receipt is at hand', async () => {
    const { log, attacker, sealed } = await sceneOn(kind);
    await attacker.editEvent(idOf(sealed[5]), { withMacKey: true });
    await attacker.rebuildTree({ withSigningKey: true });
    log.published.length = 0;
    const receipted = await log.verify({ witness: log.witness(sealed) });
    await log.database.drop();

    expectOutcome(receipted, { kind: 'rewritten', position: 5, says: /differs from its receipt/ });
  });

  it('blames only the damaged stretch, and counts every kind', async () => {
    const { log, attacker, sealed } = await sceneOn(kind);
    await attacker.editEvent(idOf(sealed[1]));
    await attacker.fixLeaf(idOf(sealed[1]));
    await attacker.deleteEvent(idOf(sealed[9]));
    await attacker.deleteLeaf(idOf(sealed[9]));
    const result = await log.verify();
    await log.database.drop();

    expect(result.findings.map(({ kind, position }) => ({ kind, position }))).toEqual([
      { kind: 'edited', position: 1 },
      { kind: 'deleted', position: 9 },
      // The numbers of the writer tell about the same event.
      { kind: 'deleted', position: undefined },
    ]);
    expect(result.kinds).toEqual({ edited: 1, deleted: 2 });
  });

  it('calls a log incomplete whose MAC key is not given', async () => {
    const { log } = await sceneOn(kind);
    const result = await log.verify({ keys: new MacKeyRing({ id: 'k2', secret: 'a'.repeat(64) }) });
    await log.database.drop();

    expect(result.verdict).toBe('incomplete');
    expect(result.first).toMatchObject({ kind: 'unknown-key', position: 0 });
    expect(result.first?.message).toContain('"k1", which is not given');
  });

  it('does not believe a checkpoint that nobody has signed', async () => {
    const { log } = await sceneOn(kind);
    const [forged] = log.published.splice(0);
    const note = forged!.note.replace('\n4\n', '\n400\n');
    log.published.push({ ...forged!, note });
    const result = await log.verify({ witness: log.witness() });
    await log.database.drop();

    expect(result).toMatchObject({ verdict: 'ok', counts: { anchors: 0, foreign: 1 } });
  });

  it('can begin at a position, taking what a signed checkpoint covers for granted', async () => {
    const { log, attacker, sealed } = await sceneOn(kind);
    await attacker.editEvent(idOf(sealed[1]));
    const late = await log.verify({ from: 9 });
    const all = await log.verify();
    await log.database.drop();

    expect(late).toMatchObject({ verdict: 'ok', from: 8, counts: { sealed: 4 } });
    expect(all.first).toMatchObject({ kind: 'edited', position: 1 });
  });
});

function expectOutcome(result: AuditVerification, expected: 'clean' | ExpectedFinding): void {
  if (expected === 'clean') {
    expect(result.findings).toEqual([]);
    expect(result.verdict).toBe('ok');
    return;
  }
  expect(result.verdict).toBe('tampered');
  expect(result.first?.message).toMatch(expected.says);
  expect({ kind: result.first?.kind, position: result.first?.position }).toEqual({
    kind: expected.kind,
    position: expected.position,
  });
}
