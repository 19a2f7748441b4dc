import { generateKeyPairSync } from 'node:crypto';
import type { AuditEvent } from 'nestjs-observability/audit';
import { signCheckpoint } from '../../../libs/observability/dist/audit/evidence/checkpoint.js';
import { Frontier } from '../../../libs/observability/dist/audit/evidence/frontier.js';
import { leafHash } from '../../../libs/observability/dist/audit/evidence/leaf-hash.js';
import { NoteSigner } from '../../../libs/observability/dist/audit/evidence/note-signer.js';
import { parseEventBody } from '../../../libs/observability/dist/audit/evidence/parse-event-body.js';
import type { LogUnderTest } from './log-under-test.js';

/** Somebody who owns the tables, and the keys as far as he is given them. */
export class LogAttacker {
  constructor(private readonly log: LogUnderTest) {}

  /** Turns the event of a leaf into another one. With the MAC key the new body is a good one. */
  async editEvent(id: string, { withMacKey = false } = {}): Promise<void> {
    const [row] = await this.log.sql.rows<{ body: string }>('SELECT body FROM audit_event WHERE id = ?', [
      id,
    ]);
    const { entry, writerId, writerSeq } = parseEventBody(row!.body);
    const forged = this.log.event(writerId, writerSeq, {
      ...entry,
      actor: { type: 'user', id: 'somebody-else' },
    });
    await this.log.tamper('UPDATE audit_event SET body = ?, actor_id = ? WHERE id = ?', [
      forged.body,
      'somebody-else',
      id,
    ]);
    if (withMacKey) await this.log.tamper('UPDATE audit_event SET mac = ? WHERE id = ?', [forged.mac, id]);
  }

  /** Makes the leaf of an event fit what is stored. */
  async fixLeaf(id: string): Promise<void> {
    const [row] = await this.log.sql.rows<{ body: string; mac: Buffer }>(
      'SELECT body, mac FROM audit_event WHERE id = ?',
      [id],
    );
    await this.log.tamper('UPDATE audit_leaf SET leaf_hash = ? WHERE event_id = ?', [
      leafHash(row!.body, row!.mac),
      id,
    ]);
  }

  async deleteEvent(id: string): Promise<void> {
    await this.log.tamper('DELETE FROM audit_event WHERE id = ?', [id]);
  }

  async deleteLeaf(id: string): Promise<void> {
    await this.log.tamper('DELETE FROM audit_leaf WHERE event_id = ?', [id]);
  }

  /** Exchanges the places of two leaves. */
  async swapLeaves(one: number, other: number): Promise<void> {
    const free = 1_000_000;
    for (const [from, to] of [
      [one, free],
      [other, one],
      [free, other],
    ]) {
      await this.log.tamper('UPDATE audit_leaf SET pos = ? WHERE pos = ?', [to, from]);
    }
  }

  /** Inserts an event with its pending row, without the MAC key. */
  async insertEvent(event: AuditEvent): Promise<void> {
    await this.log.store([{ ...event, mac: Buffer.alloc(32, 7) }]);
  }

  /** Leaves the first leaves only, with their checkpoints, and no event behind them. */
  async truncate(size: number): Promise<void> {
    await this.log.tamper('DELETE FROM audit_checkpoint WHERE size > ?', [size]);
    await this.log.tamper('DELETE FROM audit_leaf WHERE pos >= ?', [size]);
    await this.log.tamper('DELETE FROM audit_pending');
    await this.log.tamper('DELETE FROM audit_event WHERE id NOT IN (SELECT event_id FROM audit_leaf)');
  }

  /** Makes leaves and checkpoints anew over what is stored now, at the same sizes. */
  async rebuildTree({ withSigningKey }: { readonly withSigningKey: boolean }): Promise<void> {
    const { log } = this;
    const sizes = await log.sql.rows<{ size: string | number }>(
      'SELECT size FROM audit_checkpoint ORDER BY size',
    );
    const rows = await log.sql.rows<{ event_id: string; body: string; mac: Buffer }>(
      'SELECT l.event_id, e.body, e.mac FROM audit_leaf l JOIN audit_event e ON e.id = l.event_id ORDER BY l.pos',
    );
    const signer = withSigningKey
      ? log.identity.signers[0]!
      : new NoteSigner(log.origin, generateKeyPairSync('ed25519').privateKey);
    const frontier = Frontier.empty();
    for (const [index, { event_id: id, body, mac }] of rows.entries()) {
      const leaf = leafHash(body, mac);
      frontier.append(leaf);
      await log.tamper('UPDATE audit_leaf SET leaf_hash = ? WHERE event_id = ?', [leaf, id]);
      if (!sizes.some(({ size }) => Number(size) === index + 1)) continue;
      const checkpoint = { origin: log.origin, size: index + 1, root: frontier.root() };
      await log.tamper('UPDATE audit_checkpoint SET root = ?, frontier = ?, note = ? WHERE size = ?', [
        checkpoint.root,
        frontier.toBytes(),
        signCheckpoint(checkpoint, [signer]),
        index + 1,
      ]);
    }
  }
}
