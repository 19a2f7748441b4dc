/**
 * What Node itself leaves on every promise while somebody uses async hooks: on Node 20 and 22 that is whoever has an
 * `AsyncLocalStorage`, on Node 24 a debugger, a profiler or `domain`.
 */
const keysOfNode: ReadonlySet<string | undefined> = new Set([
  'async_id_symbol',
  'trigger_async_id_symbol',
  'kResourceStore',
]);

/**
 * Whether a promise is nothing but one, so that the caller can be given another in its place. One with more to it (a subclass, a
 * child process handle) cannot be replaced.
 */
export function isPlainPromise(promise: Promise<unknown>): boolean {
  if (Object.getPrototypeOf(promise) !== Promise.prototype) return false;
  return Reflect.ownKeys(promise).every(isOfNode);
}

function isOfNode(key: string | symbol): boolean {
  return typeof key === 'symbol' ? keysOfNode.has(key.description) : key === 'domain';
}
