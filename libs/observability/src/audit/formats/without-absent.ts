/** The same object without members that are undefined; undefined when none is left. */
export function withoutAbsent<T extends object>(members: T): Present<T> | undefined {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return present.length === 0 ? undefined : (Object.fromEntries(present) as Present<T>);
}

/** Members are absent instead of undefined. */
export type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };
