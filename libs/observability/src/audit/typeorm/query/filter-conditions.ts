import { columnText } from '../../evidence/event-columns.js';
import type { CheckedFilter } from './checked-filter.js';
import { anyOf, startsWith, type SqlCondition } from './conditions.js';
import { allTenants } from './tenant-scope.js';

/**
 * A filter as conditions on `audit_event`. They may let more through than the filter means, because databases compare
 * texts in their own ways (MySQL: without trailing blanks) and columns are cut: `matchesFilter` decides, by the
 * authenticated body.
 *
 * @param row alias of `audit_event`
 */
export function filterConditions(row: string, filter: CheckedFilter): SqlCondition[] {
  const { tenant, actor, target, actions, outcomes, from, to } = filter;
  return [
    ...equal(`${row}.tenant_id`, tenant === allTenants ? undefined : columnText(tenant, 128)),
    ...equal(`${row}.actor_type`, actor?.type),
    ...equal(`${row}.actor_id`, actor?.id && columnText(actor.id, 256)),
    ...equal(`${row}.target_type`, target && columnText(target.type, 128)),
    ...equal(`${row}.target_id`, target?.id && columnText(target.id, 256)),
    ...(actions ? [anyOf(actions.map(action => actionCondition(`${row}.action`, action)))] : []),
    ...(outcomes ? [anyOf(outcomes.flatMap(outcome => equal(`${row}.outcome`, outcome)))] : []),
    ...(from === undefined ? [] : [{ text: `${row}.occurred_at >= ?`, values: [from] }]),
    ...(to === undefined ? [] : [{ text: `${row}.occurred_at < ?`, values: [to] }]),
  ];
}

/** A column that has a value, or no condition. */
export function equal(column: string, value: string | undefined): SqlCondition[] {
  return value === undefined ? [] : [{ text: `${column} = ?`, values: [value] }];
}

function actionCondition(column: string, action: string): SqlCondition {
  const stored = columnText(action, 120);
  return action.endsWith('*')
    ? startsWith(column, columnText(action.slice(0, -1), 120))
    : { text: `${column} = ?`, values: [stored] };
}
