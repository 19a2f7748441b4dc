import { field } from '../../core/names.js';
import { visible } from './visible-characters.js';

/**
 * A line of JSON for people: what reads it prints texts as they are, so what somebody put into them would move their cursor or pretend
 * to be lines of its own. Stacks keep their lines.
 */
export function visibleLine(line: string): string {
  try {
    const fields = JSON.parse(line) as Record<string, unknown>;
    const shown = Object.entries(fields).map(([key, value]) => [
      visible(key, false),
      shownValue(value, key === field.error),
    ]);
    return `${JSON.stringify(Object.fromEntries(shown))}\n`;
  } catch {
    return line;
  }
}

function shownValue(value: unknown, keepsLines: boolean): unknown {
  if (typeof value === 'string') return visible(value, keepsLines);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(each => shownValue(each, keepsLines));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      visible(key, false),
      shownValue(each, keepsLines && (key === 'stack' || key === 'cause')),
    ]),
  );
}
