import type { AuditEvent } from 'nestjs-observability/audit';
import type { DatabaseKind } from './fresh-database.js';
import { LogAttacker } from './log-attacker.js';
import { LogUnderTest, type LogWriter } from './log-under-test.js';

/** Twelve sealed events under three checkpoints, and three that wait. */
export interface Scene {
  readonly log: LogUnderTest;
  readonly attacker: LogAttacker;
  readonly writer: LogWriter;
  readonly sealed: readonly AuditEvent[];
  readonly pending: readonly AuditEvent[];
}

/** One of them, and what verification makes of it. */
export interface Attack {
  readonly name: string;
  run(scene: Scene): Promise<void>;
  /** What verification says with the database alone: `clean`, or the first finding. */
  readonly alone: 'clean' | ExpectedFinding;
  /** And with anchored checkpoints; the same when absent. */
  readonly anchored?: ExpectedFinding;
}

/** The first finding. */
export interface ExpectedFinding {
  readonly kind: string;
  readonly position?: number;
  readonly says: RegExp;
}

/** What somebody who owns the tables can do; the names end a sentence that begins with "finds out". */
export const attacks: readonly Attack[] = [
  {
    name: 'editing a sealed event',
    run: ({ attacker, sealed }) => attacker.editEvent(idOf(sealed[5])),
    alone: {
      kind: 'edited',
      position: 5,
      says: /position 5 was changed: its body does not belong to its MAC/,
    },
  },
  {
    name: 'editing a column of a sealed event',
    run: ({ log, sealed }) =>
      log.tamper('UPDATE audit_event SET actor_id = ? WHERE id = ?', ['somebody-else', idOf(sealed[5])]),
    alone: { kind: 'edited', position: 5, says: /columns differ from its body: actor_id/ },
  },
  {
    name: 'editing a sealed event and its leaf',
    run: async ({ attacker, sealed }) => {
      await attacker.editEvent(idOf(sealed[5]));
      await attacker.fixLeaf(idOf(sealed[5]));
    },
    alone: { kind: 'edited', position: 5, says: /position 5 and its leaf were changed/ },
  },
  {
    name: 'editing a sealed event with the stolen MAC key',
    run: ({ attacker, sealed }) => attacker.editEvent(idOf(sealed[5]), { withMacKey: true }),
    alone: { kind: 'edited', position: 5, says: /good MAC, but another one was sealed there/ },
  },
  {
    name: 'editing a sealed event and giving it the name of an unknown MAC key',
    run: async ({ log, attacker, sealed }) => {
      await attacker.editEvent(idOf(sealed[5]));
      await log.tamper('UPDATE audit_event SET key_id = ? WHERE id = ?', ['k0', idOf(sealed[5])]);
    },
    alone: {
      kind: 'edited',
      position: 5,
      says: /position 5 was changed: its MAC is of key "k0", which is not given/,
    },
  },
  {
    name: 'deleting a sealed event',
    run: ({ attacker, sealed }) => attacker.deleteEvent(idOf(sealed[6])),
    alone: { kind: 'deleted', position: 6, says: /event at position 6 was deleted; its leaf is still there/ },
  },
  {
    name: 'deleting a sealed event and its leaf',
    run: async ({ attacker, sealed }) => {
      await attacker.deleteEvent(idOf(sealed[6]));
      await attacker.deleteLeaf(idOf(sealed[6]));
    },
    alone: { kind: 'deleted', position: 6, says: /1 leaf is missing at position 6/ },
  },
  {
    name: 'swapping two leaves',
    run: ({ attacker }) => attacker.swapLeaves(5, 6),
    alone: {
      kind: 'swapped',
      position: 4,
      says: /positions 4 to 7 are genuine, but not those, or not in the order/,
    },
  },
  {
    name: 'exchanging the events of two leaves',
    run: async ({ log, sealed }) => {
      const [one, other] = [idOf(sealed[5]), idOf(sealed[6])];
      const free = '00000000-0000-7000-8000-000000000000';
      await log.tamper('UPDATE audit_leaf SET event_id = ? WHERE pos = 5', [free]);
      await log.tamper('UPDATE audit_leaf SET event_id = ? WHERE pos = 6', [one]);
      await log.tamper('UPDATE audit_leaf SET event_id = ? WHERE pos = 5', [other]);
    },
    alone: { kind: 'swapped', position: 5, says: /genuine, but its place is another one/ },
  },
  {
    name: 'rewriting everything without the signing key',
    run: async ({ attacker, sealed }) => {
      await attacker.editEvent(idOf(sealed[5]), { withMacKey: true });
      await attacker.rebuildTree({ withSigningKey: false });
    },
    alone: {
      kind: 'rewritten',
      position: 0,
      says: /checkpoint of size 4 is not signed by a key of this log/,
    },
  },
  {
    name: 'rewriting everything with both keys stolen',
    run: async ({ attacker, sealed }) => {
      await attacker.editEvent(idOf(sealed[5]), { withMacKey: true });
      await attacker.rebuildTree({ withSigningKey: true });
    },
    alone: 'clean',
    anchored: { kind: 'rewritten', position: 4, says: /signed checkpoint of size 8 with another root/ },
  },
  {
    name: 'cutting the end off',
    run: ({ attacker }) => attacker.truncate(8),
    alone: 'clean',
    anchored: { kind: 'truncated', position: 8, says: /checkpoint of size 12, but the log has 8 leaves/ },
  },
  {
    name: 'cutting the end off and leaving the checkpoints',
    run: async ({ log }) => {
      await log.tamper('DELETE FROM audit_leaf WHERE pos >= 8');
      await log.tamper('DELETE FROM audit_pending');
      await log.tamper('DELETE FROM audit_event WHERE id NOT IN (SELECT event_id FROM audit_leaf)');
    },
    alone: {
      kind: 'truncated',
      position: 8,
      says: /covers 12 leaves, but there are none from position 8 on/,
    },
  },
  {
    name: 'forging an event by an insert',
    run: ({ attacker, log }) => attacker.insertEvent(log.event('7f1f0e4e-4f6e-4b7e-8a3e-3f0f0b1f0c11', 1)),
    alone: {
      kind: 'forged',
      says: /does not come from the application, or was changed: its body does not belong/,
    },
  },
  {
    name: 'forging an event that was sealed since',
    run: async ({ attacker, log }) => {
      await attacker.insertEvent(log.event('7f1f0e4e-4f6e-4b7e-8a3e-3f0f0b1f0c11', 1));
      await log.seal();
    },
    alone: { kind: 'forged', position: 15, says: /position 15 does not come from the application/ },
  },
  {
    name: 'hiding a forged event behind a leaf of another log',
    run: async ({ attacker, log }) => {
      const forged = log.event('7f1f0e4e-4f6e-4b7e-8a3e-3f0f0b1f0c11', 1);
      await attacker.insertEvent(forged);
      await log.tamper('DELETE FROM audit_pending WHERE event_id = ?', [idOf(forged)]);
      await log.tamper(
        "INSERT INTO audit_leaf (stream, pos, event_id, leaf_hash) VALUES ('ghost', 0, ?, ?)",
        [idOf(forged), Buffer.alloc(32, 1)],
      );
    },
    alone: { kind: 'forged', says: /does not come from the application: its body does not belong/ },
  },
  {
    name: 'editing an unsealed event',
    run: ({ attacker, pending }) => attacker.editEvent(idOf(pending[1])),
    alone: { kind: 'forged', says: /unsealed event .* does not come from the application, or was changed/ },
  },
  {
    name: 'deleting an unsealed event with its pending row, not the newest of its writer',
    run: async ({ log, attacker, pending }) => {
      await attacker.deleteEvent(idOf(pending[1]));
      await log.tamper('DELETE FROM audit_pending WHERE event_id = ?', [idOf(pending[1])]);
    },
    alone: { kind: 'deleted', says: /No event has number 14 of writer/ },
  },
  {
    name: 'deleting an unsealed event and leaving its pending row',
    run: ({ attacker, pending }) => attacker.deleteEvent(idOf(pending[2])),
    alone: { kind: 'deleted', says: /waits to be sealed, was deleted/ },
  },
  {
    name: 'dropping a pending row',
    run: ({ log, pending }) => log.tamper('DELETE FROM audit_pending WHERE event_id = ?', [idOf(pending[1])]),
    alone: { kind: 'dropped', says: /neither sealed nor waiting for it/ },
  },
];

/** Sets the scene in a new database. */
export async function sceneOn(kind: DatabaseKind): Promise<Scene> {
  const log = await LogUnderTest.create(kind);
  const writer = log.writer();
  const sealed: AuditEvent[] = [];
  for (let seal = 0; seal < 3; seal += 1) {
    sealed.push(...(await writer.write(4)));
    await log.seal();
  }
  const pending = await writer.write(3);
  return { log, attacker: new LogAttacker(log), writer, sealed, pending };
}

/** Id of an event that is there. */
export function idOf(event: AuditEvent | undefined): string {
  return event!.entry.id;
}
