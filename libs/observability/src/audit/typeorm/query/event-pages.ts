import { allOf, type SqlCondition } from './conditions.js';
import type { CheckedFilter } from './checked-filter.js';
import { filterConditions } from './filter-conditions.js';
import { matchesFilter } from './matches-filter.js';
import type { AuditPage } from './audit-record.js';
import type { AuditStore } from './audit-store.js';
import type { EventRow } from './event-rows.js';

/** Which page. */
export interface PageRequest {
  readonly filter: CheckedFilter;
  /** Beyond the filter, e.g. one operation. */
  readonly conditions?: readonly SqlCondition[];
  readonly after?: string;
  readonly limit: number;
  readonly first: 'newest' | 'oldest';
}

/**
 * One page by id, that is, by the time at which operations began. What is written meanwhile neither repeats nor moves what
 * is on the pages; an entry whose transaction commits late may have an id of an earlier page, so that only `export`, which
 * goes by leaf position, is fit to copy everything.
 */
export async function eventPage(store: AuditStore, request: PageRequest): Promise<AuditPage> {
  const { filter, conditions = [], after, limit, first } = request;
  const [order, beyond] = first === 'newest' ? ['DESC', '<'] : ['ASC', '>'];
  const where = allOf([
    ...filterConditions('e', filter),
    ...conditions,
    ...(after === undefined ? [] : [{ text: `e.id ${beyond} ?`, values: [after] }]),
  ]);
  const rows = await store.sql.rows<EventRow>(
    `${store.select} WHERE ${where.text} ORDER BY e.id ${order} LIMIT ?`,
    [...where.values, limit + 1],
  );
  const { records, damaged } = store.read(rows.slice(0, limit));
  return {
    records: records.filter(record => matchesFilter(record, filter)),
    damaged,
    ...(rows.length > limit && { next: rows[limit - 1]!.id }),
  };
}
