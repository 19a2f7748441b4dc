import type { AuditChange, AuditTarget, AuditValue } from '../audit-entry.js';
import type { Evidence } from '../evidence-of-work.js';
import { jsonPointer } from '../json-pointer.js';
import { isSameTarget } from '../targets-of.js';
import type { StatementKind } from './statement-kind.js';

/** The two sides of one field, by JSON Pointer inside the entity. */
export type CapturedFields = ReadonlyMap<string, Pick<AuditChange, 'before' | 'after'>>;

/** An entity that TypeORM wrote through `save()`, `remove()` and the like. */
export interface CapturedEntity {
  readonly kind: 'insert' | 'update' | 'delete';
  readonly table: string;
  readonly target: AuditTarget;
  readonly fields: CapturedFields;
}

interface Written {
  readonly kind: string;
  readonly table: string;
  statements: number;
  rows: number;
  /** Rows of which TypeORM told the entity. */
  told: number;
}

const maxEntities = 200;
const maxStatements = 20;
/** Verbs that do the same to a row. */
const kinds: Readonly<Record<string, string>> = { replace: 'insert' };

/** What an operation wrote, at one savepoint level or outside of transactions. */
export class CapturedWork {
  private readonly entities = new Map<string, { target: AuditTarget; fields: Map<string, AuditChange> }>();
  private readonly writes = new Map<string, Written>();
  private unlisted = 0;

  get isEmpty(): boolean {
    return this.entities.size === 0 && this.writes.size === 0;
  }

  /** Notes an entity with its changes; several changes of one field become one. */
  wrote({ kind, table, target, fields }: CapturedEntity): void {
    this.written(kind, table).told += 1;
    this.changed(target, fields);
  }

  /** Notes a statement that writes; without a count it counts as one row. */
  ran({ verb, table = '' }: StatementKind, rows: number | undefined): void {
    const written = this.written(kinds[verb] ?? verb, table);
    written.statements += 1;
    written.rows += rows ?? 1;
  }

  /** Takes over what was written later. */
  add(later: CapturedWork): void {
    for (const { target, fields } of later.entities.values()) this.changed(target, fields);
    for (const { kind, table, statements, rows, told } of later.writes.values()) {
      const written = this.written(kind, table);
      written.statements += statements;
      written.rows += rows;
      written.told += told;
    }
    this.unlisted += later.unlisted;
  }

  /**
   * What an entry says of it. Changes of the first target stand at the root, those of other entities below their type and
   * id; writes of which TypeORM knows no entity are told by kind and number of rows.
   */
  evidence(named: AuditTarget | undefined, keep: (field: string) => boolean): Evidence {
    const found = [...this.entities.values()];
    const targets = found.map(({ target }) => target);
    const first = named ?? targets[0];
    const changes: AuditChange[] = [];
    const prefixes: string[] = [];
    for (const { target, fields } of found) {
      const prefix = first && isSameTarget(first, target) ? '' : jsonPointer([target.type, target.id]);
      if (prefix !== '') prefixes.push(prefix);
      for (const change of fields.values()) {
        if (isChange(change) && keep(change.path)) changes.push({ ...change, path: prefix + change.path });
      }
    }
    const details = this.details();
    return {
      capture: found.length > 0 ? 'orm-unlocked' : 'none',
      targets,
      changes,
      prefixes,
      ...(details && { details }),
    };
  }

  private changed(target: AuditTarget, fields: CapturedFields): void {
    const key = `${target.type}\0${target.id}`;
    let entity = this.entities.get(key);
    if (!entity) {
      if (this.entities.size >= maxEntities) {
        this.unlisted += 1;
        return;
      }
      this.entities.set(key, (entity = { target, fields: new Map() }));
    }
    for (const [path, sides] of fields) entity.fields.set(path, joined(path, entity.fields.get(path), sides));
  }

  private details(): Record<string, AuditValue> | undefined {
    const untold = [...this.writes.values()].filter(({ rows, told }) => rows > told);
    if (untold.length === 0 && this.unlisted === 0) return undefined;
    return {
      ...(untold.length > 0 && {
        statements: untold.slice(0, maxStatements).map(({ kind, table, rows, told }) => ({
          kind,
          ...(table !== '' && { table }),
          rows: rows - told,
        })),
      }),
      ...(this.unlisted > 0 && { furtherEntities: this.unlisted }),
    };
  }

  private written(kind: string, table: string): Written {
    const key = `${kind}\0${table}`;
    let written = this.writes.get(key);
    if (!written) this.writes.set(key, (written = { kind, table, statements: 0, rows: 0, told: 0 }));
    return written;
  }
}

/** The first state before and the last one after. */
function joined(
  path: string,
  earlier: AuditChange | undefined,
  later: Pick<AuditChange, 'before' | 'after'>,
): AuditChange {
  const before = earlier ? earlier.before : later.before;
  return {
    path,
    ...(before !== undefined && { before }),
    ...(later.after !== undefined && { after: later.after }),
  };
}

function isChange({ before, after }: AuditChange): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
