import { createHash } from 'node:crypto';
import type { AuditEntry } from '../../audit-entry.js';
import type { MasterKeyRing } from '../../erasure/master-key-ring.js';
import { openPersonalFields, sealPersonalFields } from '../../erasure/personal-fields.js';
import { SubjectKey } from '../../erasure/subject-key.js';
import type { AuditDialectName } from '../audit-dialect.js';
import type { PersonalData, RunSteps } from '../personal-data.js';
import { step, type SqlSteps } from '../sql-steps.js';
import { subjectKeyStatements, type SubjectKeyStatements } from './subject-key-statements.js';

interface KeyRow {
  readonly subject: string;
  /** Null when it was destroyed. */
  readonly wrapped_key: Uint8Array | null;
}

/** Width of the column. */
const longestName = 256;

/**
 * The keys of the data subjects in `audit_subject_key`, wrapped with a master key. None is remembered between two
 * entries: from the moment at which one is destroyed, no replica has it any more.
 */
export class SubjectKeys implements PersonalData {
  private readonly statements: SubjectKeyStatements;

  constructor(
    private readonly master: MasterKeyRing,
    dialect: AuditDialectName,
  ) {
    this.statements = subjectKeyStatements(dialect);
  }

  async protect(entries: readonly AuditEntry[], run: RunSteps): Promise<readonly AuditEntry[]> {
    const subjects = subjectsOf(entries);
    if (subjects.length === 0) return entries;
    const keys = await run(() => this.keysOf(subjects));
    return entries.map(entry => {
      if (!entry.pii) return entry;
      // An erased subject stays erased: nobody keeps the key of what is written about it since.
      return sealPersonalFields(entry, keys.get(entry.pii.subject) ?? SubjectKey.generate());
    });
  }

  /** Entries with their personal values readable again, as far as the subjects were not erased. */
  async reveal(entries: readonly AuditEntry[], run: RunSteps): Promise<readonly AuditEntry[]> {
    const subjects = subjectsOf(entries);
    if (subjects.length === 0) return entries;
    const keys = await run(() => this.stored(subjects));
    return entries.map(entry => {
      const key = entry.pii && keys.get(entry.pii.subject);
      return key ? openPersonalFields(entry, key) : entry;
    });
  }

  /** Destroys the key of a subject; gives whether there was one. */
  *destroy(subject: string): SqlSteps<boolean> {
    const name = nameOf(subject);
    const [row] = yield* step<KeyRow>(
      `SELECT subject, wrapped_key FROM audit_subject_key WHERE subject = ?${this.statements.latest}`,
      [name],
    );
    if (!row || row.wrapped_key === null) return false;
    const { now } = this.statements;
    yield* step(`UPDATE audit_subject_key SET wrapped_key = NULL, destroyed_at = ${now} WHERE subject = ?`, [
      name,
    ]);
    return true;
  }

  /** Wraps keys again that are not wrapped with the current master key, after this subject; gives the last one looked at. */
  *rewrap(after: string, count: number): SqlSteps<string | undefined> {
    const rows = yield* step<KeyRow>(
      `SELECT subject, wrapped_key FROM audit_subject_key WHERE subject > ? ORDER BY subject LIMIT ${count}`,
      [after],
    );
    for (const { subject, wrapped_key: wrapped } of rows) {
      if (wrapped === null || !this.master.isOutdated(wrapped)) continue;
      const renewed = this.master.wrap(this.master.unwrap(wrapped, subject), subject);
      yield* step('UPDATE audit_subject_key SET wrapped_key = ? WHERE subject = ? AND wrapped_key = ?', [
        Buffer.from(renewed),
        subject,
        wrapped,
      ]);
    }
    return rows.at(-1)?.subject;
  }

  /** Keys of these subjects; those that have none get one, those that were erased do not. */
  private *keysOf(subjects: readonly string[]): SqlSteps<ReadonlyMap<string, SubjectKey>> {
    const found = yield* this.rows(subjects, '');
    const known = new Set(found.map(({ subject }) => subject));
    const missing = subjects.filter(subject => !known.has(nameOf(subject)));
    if (missing.length === 0) return this.unwrapped(subjects, found);
    for (const subject of missing) {
      const name = nameOf(subject);
      const wrapped = Buffer.from(this.master.wrap(SubjectKey.generate(), name));
      yield* step(this.statements.insert, [name, wrapped]);
    }
    // Somebody else may have been first.
    return this.unwrapped(subjects, yield* this.rows(subjects, this.statements.latest));
  }

  private *stored(subjects: readonly string[]): SqlSteps<ReadonlyMap<string, SubjectKey>> {
    return this.unwrapped(subjects, yield* this.rows(subjects, ''));
  }

  private *rows(subjects: readonly string[], lock: string): SqlSteps<readonly KeyRow[]> {
    const marks = subjects.map(() => '?').join(', ');
    return yield* step<KeyRow>(
      `SELECT subject, wrapped_key FROM audit_subject_key WHERE subject IN (${marks})${lock}`,
      subjects.map(nameOf),
    );
  }

  private unwrapped(subjects: readonly string[], rows: readonly KeyRow[]): ReadonlyMap<string, SubjectKey> {
    const wrapped = new Map(rows.map(row => [row.subject, row.wrapped_key]));
    const keys = new Map<string, SubjectKey>();
    for (const subject of subjects) {
      const name = nameOf(subject);
      const key = wrapped.get(name);
      if (key) keys.set(subject, this.master.unwrap(key, name));
    }
    return keys;
  }
}

/** In one order everywhere, so that two transactions do not wait for each other. */
function subjectsOf(entries: readonly AuditEntry[]): string[] {
  return [...new Set(entries.flatMap(({ pii }) => (pii ? [pii.subject] : [])))].sort();
}

/** A subject as the column holds it: what does not fit is there by its digest. */
function nameOf(subject: string): string {
  const fits = subject.length <= longestName && !/\0|\p{Surrogate}/u.test(subject);
  return fits ? subject : `sha256:${createHash('sha256').update(subject).digest('hex')}`;
}
