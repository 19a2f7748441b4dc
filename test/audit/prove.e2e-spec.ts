import {
  allTenants,
  AuditDamagedError,
  AuditGapError,
  AuditNotFoundError,
  AuditNotSealedError,
  InvalidAuditQueryError,
  type AuditEntry,
} from 'nestjs-observability/audit';
import { checkProof } from '../../libs/observability/dist/audit/evidence/check-proof.js';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { AuditBook, entryId } from './support/audit-book.js';

const everybody = { tenant: allTenants } as const;
/** Sizes of batches: perfect trees, one leaf, and what lies between. */
const batches = [1, 3, 4, 1, 16, 7, 2];

describe.each(databaseKinds)('A proof on %s', kind => {
  let database: FreshDatabase;
  let book: AuditBook;
  const entries: AuditEntry[] = [];

  beforeAll(async () => {
    database = await freshDatabase(kind);
    book = await AuditBook.create(database.dataSource);
    for (const size of batches) {
      entries.push(...(await book.write(Array.from({ length: size }, () => ({})))));
      await book.seal();
    }
  }, 30_000);

  afterAll(() => database.drop());

  it('of every entry holds offline, by the first checkpoint that covers it', async () => {
    const sizes: number[] = [];
    for (const { id } of entries) {
      const { text, size } = await book.trail.prove(id, everybody);
      const proven = checkProof(text, { verifiers: [book.signer.verifier] });
      expect(proven.entry.id).toBe(id);
      sizes.push(size);
    }
    const expected = batches.flatMap((size, at) =>
      Array.from({ length: size }, () => batches.slice(0, at + 1).reduce((sum, each) => sum + each)),
    );

    expect(sizes).toEqual(expected);
  });

  it('holds by every later checkpoint, too', async () => {
    const total = entries.length;
    for (const { id } of entries) {
      const { text, size } = await book.trail.prove(id, { ...everybody, size: total });
      expect(checkProof(text, { verifiers: [book.signer.verifier] }).checkpoint.size).toBe(size);
      expect(size).toBe(total);
    }
  });

  it('is refused for what is not there, not sealed, or not covered', async () => {
    const [young] = (await book.write([{}])) as [AuditEntry];
    const { prove } = bound();

    await expect(prove(entryId(Date.now(), 1))).rejects.toThrow(AuditNotFoundError);
    await expect(prove(young.id)).rejects.toThrow(AuditNotSealedError);
    await expect(prove(entries[8]!.id, 4)).rejects.toThrow(InvalidAuditQueryError);
    await expect(prove(entries[0]!.id, 2)).rejects.toThrow(/no checkpoint of 2 leaves/);
    await expect(prove(entries[0]!.id, -1)).rejects.toThrow(InvalidAuditQueryError);
    await expect(prove('everything')).rejects.toThrow(InvalidAuditQueryError);
    await book.seal();
  });

  it('is not made from tables that were changed', async () => {
    const { prove } = bound();
    const [other, victim] = [entries[10]!.id, entries[12]!.id];
    await book.withoutGuards(async () => {
      await book.tamper(
        'UPDATE audit_leaf SET leaf_hash = (SELECT leaf_hash FROM (SELECT leaf_hash FROM audit_leaf WHERE pos = 0) l) WHERE event_id = ?',
        [other],
      );
      await expect(prove(victim)).rejects.toThrow(AuditDamagedError);
      await book.tamper('DELETE FROM audit_leaf WHERE event_id = ?', [other]);
      await expect(prove(victim)).rejects.toThrow(AuditGapError);
      await book.tamper(`UPDATE audit_event SET body = REPLACE(body, 'u-1', 'u-2') WHERE id = ?`, [victim]);
      await expect(prove(victim)).rejects.toThrow(/was changed/);
    });
  });

  function bound() {
    return {
      prove: (id: string, size?: number) =>
        book.trail.prove(id, { ...everybody, ...(size !== undefined && { size }) }),
    };
  }
});
