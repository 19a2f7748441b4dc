import { hash } from 'node:crypto';
import { databaseKinds } from '../support/audit/fresh-database.js';
import { LogUnderTest } from '../support/audit/log-under-test.js';
import { naiveRoot } from '../support/audit/merkle-reference.js';
import { openCheckpoint } from '../../libs/observability/dist/audit/evidence/checkpoint.js';

describe.each(databaseKinds)('Sealing on %s', kind => {
  let log: LogUnderTest;

  beforeEach(async () => {
    log = await LogUnderTest.create(kind);
  });

  afterEach(() => log.database.drop());

  it('makes pending events leaves of one tree, in the order in which they were written', async () => {
    const events = [...(await log.writer().write(3)), ...(await log.writer().write(4))];
    await log.seal();

    const leaves = await log.sql.rows<{ pos: string | number; event_id: string; leaf_hash: Buffer }>(
      'SELECT pos, event_id, leaf_hash FROM audit_leaf ORDER BY pos',
    );
    expect(leaves.map(({ pos }) => Number(pos))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(leaves.map(leaf => leaf.event_id)).toEqual(events.map(({ entry }) => entry.id));
    const hashes = events.map(({ body, mac }) =>
      hash('sha256', Buffer.concat([Buffer.of(0), Buffer.from(body), mac]), 'buffer'),
    );
    expect(leaves.map(leaf => leaf.leaf_hash.toString('hex'))).toEqual(
      hashes.map(each => each.toString('hex')),
    );
    await expect(log.count('audit_pending')).resolves.toBe(0);

    const [checkpoint] = await log.sql.rows<{ note: string; root: Buffer }>(
      'SELECT note, root FROM audit_checkpoint ORDER BY size DESC',
    );
    const verifiers = log.identity.signers.map(({ verifier }) => verifier);
    const signed = openCheckpoint(checkpoint!.note, verifiers);
    expect(signed.size).toBe(7);
    expect(Buffer.from(signed.root)).toEqual(Buffer.from(naiveRoot(hashes)));
    expect(checkpoint!.root).toEqual(Buffer.from(signed.root));
  });

  it('goes on from the last checkpoint after a restart', async () => {
    const writer = log.writer();
    for (let start = 0; start < 4; start += 1) {
      await writer.write(3);
      await log.seal();
    }

    await expect(log.verify()).resolves.toMatchObject({
      verdict: 'ok',
      size: 12,
      counts: { sealed: 12, pending: 0, checkpoints: 4, writers: 1 },
    });
  });

  it('takes more than one batch, and leaves no event behind', async () => {
    const writer = log.writer();
    for (let chunk = 0; chunk < 9; chunk += 1) await writer.write(500);
    await log.seal();

    await expect(log.count('audit_leaf')).resolves.toBe(4_500);
    await expect(log.verify()).resolves.toMatchObject({ verdict: 'ok', size: 4_500 });
  });

  it('leaves the events of another log alone', async () => {
    const other = log.event('7f1f0e4e-4f6e-4b7e-8a3e-3f0f0b1f0c11', 1);
    await log.store([{ ...other, stream: 'other' }]);
    await log.writer().write(2);
    await log.seal();

    await expect(log.count('audit_leaf')).resolves.toBe(2);
    await expect(log.count('audit_pending')).resolves.toBe(1);
  });

  it('does not extend what somebody without the key has put at the end of the log', async () => {
    await log.writer().write(2);
    await log.seal();
    await log.tamper('UPDATE audit_checkpoint SET note = ?', ['shop/audit/main\n2\nAAAA\n\n— x AAAAAAAA\n']);
    await log.writer().write(1);

    await expect(log.seal()).rejects.toThrow(/cannot be trusted[^]*audit verify/);
    await expect(log.count('audit_leaf')).resolves.toBe(2);
    await expect(log.count('audit_pending')).resolves.toBe(1);
  });

  it('does not begin anew where all checkpoints were removed', async () => {
    await log.writer().write(2);
    await log.seal();
    await log.tamper('DELETE FROM audit_checkpoint');
    await log.writer().write(1);

    await expect(log.seal()).rejects.toThrow('there are leaves and no checkpoint');
  });

  it('refuses a log that is registered under another origin', async () => {
    await log.writer().write(1);
    await log.seal();
    await log.writer().write(1);
    const sealer = log.sealer({ identity: { ...log.identity, origin: 'other/audit/main' } });
    sealer.start();
    await sealer.stop();

    expect(sealer.status.failure).toMatchObject({
      code: 'AUDIT_LOG_DAMAGED',
      message: expect.stringContaining('registered as "shop/audit/main"'),
    });
  });

  it('notices that the log became shorter while it runs', async () => {
    const lines: unknown[] = [];
    const writer = log.writer();
    const sealer = log.sealer({
      log: { failed: (failure: unknown) => void lines.push(failure), recovered: () => undefined } as never,
    });
    await writer.write(3);
    sealer.start();
    await eventually(() => sealer.status.events === 3);
    await writer.write(2);
    await eventually(() => sealer.status.events === 5);
    await log.tamper('DELETE FROM audit_checkpoint WHERE size > 3');
    await log.tamper('DELETE FROM audit_leaf WHERE pos >= 3');
    await writer.write(1);
    await eventually(() => lines.length > 0);
    await sealer.stop();

    expect(lines[0]).toMatchObject({ message: expect.stringContaining('had 5 leaves and now has 3') });
  });
});

async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 5));
}
