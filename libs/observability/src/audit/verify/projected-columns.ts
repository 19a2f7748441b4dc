import { randomBytes } from 'node:crypto';
import type { EventContent } from '../evidence/event-body.js';
import { eventColumnNames as names, eventColumns, type EventColumns } from '../evidence/event-columns.js';
import type { AuditDialectName } from '../typeorm/audit-dialect.js';

/** Columns of fixed length, which databases fill with blanks or strip of them. */
const fixed: ReadonlySet<string> = new Set(['crud', 'trace_id', 'span_id']);

/**
 * The projected columns of an event as one text: drivers take longer for two dozen values than for everything else that
 * verification does with an event. What stands between the values is made up for each verification, so that nobody can have
 * written it into a column.
 */
export class ProjectedColumns {
  private readonly between = `\u001f${randomBytes(3).toString('hex')}`;
  private readonly nothing = `\u001e${randomBytes(3).toString('hex')}`;

  constructor(private readonly dialect: AuditDialectName) {}

  /** Columns of a statement about events `e`, in the shape of {@link EventRow}. */
  get selection(): string {
    const text = this.dialect === 'mysql' ? 'char' : 'text';
    const values = names.map(name => {
      const value = fixed.has(name) ? `rtrim(e.${name})` : `e.${name}`;
      return `coalesce(cast(${value} AS ${text}), '${this.nothing}')`;
    });
    // SQLite has concat_ws() since 3.44 only.
    const joined =
      this.dialect === 'sqlite'
        ? values.join(` || '${this.between}' || `)
        : `concat_ws('${this.between}', ${values.join(', ')})`;
    return `e.id, e.body, e.mac, e.key_id, ${joined} AS projected`;
  }

  /** What they must be for an event that says this. */
  textOf(content: EventContent): string {
    const columns = eventColumns(content);
    return names.map(name => this.shown(columns, name)).join(this.between);
  }

  /** Names of the columns in which two such texts differ. */
  differing(stored: string, expected: string): readonly string[] {
    const [left = [], right = []] = [stored, expected].map(text => text.split(this.between));
    return names.filter((_, index) => left[index] !== right[index]);
  }

  private shown(columns: EventColumns, name: keyof EventColumns): string {
    const value = columns[name];
    if (value === null) return this.nothing;
    return fixed.has(name) ? String(value).replace(/ +$/, '') : String(value);
  }
}
