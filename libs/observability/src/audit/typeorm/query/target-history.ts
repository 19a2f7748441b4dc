import { allOf } from './conditions.js';
import type { CheckedFilter } from './checked-filter.js';
import { filterConditions } from './filter-conditions.js';
import { matchesFilter } from './matches-filter.js';
import type { AuditPage, AuditRecord } from './audit-record.js';
import type { AuditStore } from './audit-store.js';
import type { EventRow } from './event-rows.js';

/** Which part of a history. */
export interface HistoryRequest {
  readonly filter: CheckedFilter;
  readonly stream: string;
  /** Leaf position of the last entry that is known already. */
  readonly after?: number;
  readonly limit: number;
}

/**
 * Entries in the order in which the database committed them. Two operations on one row may begin in one order and commit
 * in the other; leaf positions have the second, and before and after images follow it. What is not sealed yet comes
 * last, whole, by the time at which the database took it.
 */
export async function historyPage(store: AuditStore, request: HistoryRequest): Promise<AuditPage> {
  const rows = await historyRows(store, request, request.limit + 1);
  const page = rows.slice(0, request.limit);
  const next = rows.length > request.limit ? page.at(-1)?.pos : undefined;
  // Positions are the only place where a history can be cut.
  const whole = next === null ? await historyRows(store, request) : page;
  const { records, damaged } = store.read(whole);
  return {
    records: records.filter(record => matchesFilter(record, request.filter)),
    damaged,
    ...(next !== undefined && next !== null && { next: String(next) }),
  };
}

/** The whole history, read page by page. */
export async function* wholeHistory(
  store: AuditStore,
  request: Omit<HistoryRequest, 'after' | 'limit'>,
): AsyncGenerator<AuditRecord> {
  let after: number | undefined;
  do {
    const page = await historyPage(store, { ...request, limit: 500, ...(after !== undefined && { after }) });
    yield* page.records;
    after = page.next === undefined ? undefined : Number(page.next);
  } while (after !== undefined);
}

function historyRows(store: AuditStore, request: HistoryRequest, limit?: number): Promise<EventRow[]> {
  const { filter, stream, after = -1 } = request;
  const where = allOf([
    ...filterConditions('e', filter),
    { text: 'e.stream = ?', values: [stream] },
    { text: '(l.pos > ? OR l.pos IS NULL)', values: [after] },
  ]);
  return store.sql.rows<EventRow>(
    `${store.select} WHERE ${where.text} ` +
      'ORDER BY CASE WHEN l.pos IS NULL THEN 1 ELSE 0 END, l.pos, e.recorded_at, e.id' +
      (limit === undefined ? '' : ' LIMIT ?'),
    [...where.values, ...(limit === undefined ? [] : [limit])],
  );
}
