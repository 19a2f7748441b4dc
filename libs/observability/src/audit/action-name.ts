/** What an action looks like; ids and user input belong into targets and details. */
const actionPattern = /^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$/i;

/** Characters of the longest action; the column is as wide. */
export const maxAction = 120;

/** Whether a value is the name of an action, such as `order.cancel`. */
export function isActionName(action: unknown): action is string {
  return typeof action === 'string' && action.length <= maxAction && actionPattern.test(action);
}
