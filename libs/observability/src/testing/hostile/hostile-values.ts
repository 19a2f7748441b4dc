import { hostileErrors } from './hostile-errors.js';
import { hostileObjects } from './hostile-objects.js';
import { hostilePrimitives } from './hostile-primitives.js';
import type { HostileValue } from './hostile-value.js';

/**
 * Values that hurt whoever looks at them too closely: getters, proxies, revoked and frozen ones, values of another realm, thenables,
 * lazy relations, cycles, and sizes. Each knows which code of it was run, so that a test can say that none was. New ones for each call.
 *
 * @example
 * for (const { name, value, touched } of hostileValues()) {
 *   expect(service.describe(value)).toBe(value);
 *   expect([name, touched()]).toEqual([name, []]);
 * }
 */
export function hostileValues(): HostileValue[] {
  return [...hostileObjects(), ...hostileErrors(), ...hostilePrimitives()];
}
