import { keep, type Walk } from './capture-policy.js';
import { sensitiveFieldsOf, type SensitiveFields } from './sensitive-fields.js';

type CopyValue = (value: unknown, walk: Walk) => unknown;

const iterateMap = Map.prototype.entries;
const iterateSet = Set.prototype.values;
const mapSize = Object.getOwnPropertyDescriptor(Map.prototype, 'size')?.get as () => number;
const setSize = Object.getOwnPropertyDescriptor(Set.prototype, 'size')?.get as () => number;

/** Own data members of an object; those that would run code are markers. */
export function copyRecord(value: object, walk: Walk, copyValue: CopyValue): unknown {
  const { limits } = walk;
  // With the usual prototype, because loggers call methods of it.
  const copied: Record<string, unknown> = {};
  const keys = Object.keys(value);
  const sensitive = sensitiveFieldsOf(value);
  const count = Math.min(keys.length, limits.keys);
  const beside = secretBeside(value, keys, walk);
  for (let index = 0; index < count; index += 1) {
    const key = keys[index] as string;
    const property = Object.getOwnPropertyDescriptor(value, key);
    // Assigning it would set the prototype instead.
    if (!property || key === '__proto__') continue;
    walk.size -= key.length;
    if (!('value' in property)) copied[shown(key, walk)] = '[Getter]';
    else copied[shown(key, walk)] = copyMember(key, property.value, { walk, copyValue, sensitive, beside });
  }
  if (keys.length > limits.keys) copied['...'] = `[${keys.length - limits.keys} more]`;
  return copied;
}

interface MemberCopy {
  readonly walk: Walk;
  readonly copyValue: CopyValue;
  readonly sensitive?: SensitiveFields | undefined;
  /** The member that is a secret because of one beside it. */
  readonly beside?: string | undefined;
}

function copyMember(
  key: string,
  value: unknown,
  { walk, copyValue, sensitive, beside }: MemberCopy,
): unknown {
  const { policy, path } = walk;
  path.push(key);
  try {
    const isMarked = sensitive !== undefined && (sensitive.all || sensitive.fields.has(key));
    if (policy.member) {
      const instead = policy.member(key, value, path, isMarked || beside === key);
      if (instead !== keep) return instead;
    } else if (isMarked || beside === key || policy.isSecret(key, value)) return policy.censor;
    return copyValue(value, walk);
  } finally {
    path.pop();
  }
}

/** Keys come from outside too: one that is itself a secret, such as a token that something is kept by, is masked. */
function shown(key: string, { policy }: Walk): string {
  return key.length < 16 ? key : policy.text(key.length > 256 ? `${key.slice(0, 256)}...` : key);
}

const names = ['name', 'key', 'field', 'header', 'param'] as const;
const values = ['value', 'val', 'content', 'data', 'values'] as const;
const statements = ['sql', 'query', 'text', 'statement', 'queryText'] as const;
const parameters = [
  'parameters',
  'params',
  'bindings',
  'values',
  'args',
  'variables',
  'replacements',
] as const;

/**
 * `{ name: 'x-api-key', value: ... }` is a member in another shape, and the parameters of a statement are what its literals
 * would be.
 */
function secretBeside(value: object, keys: readonly string[], { policy }: Walk): string | undefined {
  if (keys.length > 16) return undefined;
  const name = ownText(value, names);
  if (name !== undefined && name.length <= 64 && policy.isSecret(name, '')) {
    return values.find(key => Object.hasOwn(value, key));
  }
  if (!policy.isStatement) return undefined;
  const statement = ownText(value, statements);
  return statement !== undefined && policy.isStatement(statement)
    ? parameters.find(key => Array.isArray(Object.getOwnPropertyDescriptor(value, key)?.value))
    : undefined;
}

function ownText(value: object, candidates: readonly string[]): string | undefined {
  for (const key of candidates) {
    const text = Object.getOwnPropertyDescriptor(value, key)?.value as unknown;
    if (typeof text === 'string') return text;
  }
  return undefined;
}

/** Items of an array; a name of a secret that stands before its value, as in `rawHeaders`, makes it one. */
export function copyArray(value: readonly unknown[], walk: Walk, copyValue: CopyValue): unknown[] {
  const { items } = walk.limits;
  const { length } = value;
  const copied: unknown[] = [];
  const isPair = length === 2 || (length % 2 === 0 && /headers$/i.test(walk.path.at(-1) ?? ''));
  let name: string | undefined;
  for (let index = 0; index < Math.min(length, items); index += 1) {
    const property = Object.getOwnPropertyDescriptor(value, index);
    const item: unknown = property && 'value' in property ? property.value : null;
    if (name === undefined) copied.push(copyValue(item, walk));
    else copied.push(copyMember(name, item, { walk, copyValue }));
    const names = isPair && index % 2 === 0 && typeof item === 'string' && item.length <= 64;
    name =
      names && walk.policy.isSecret(item, '') && !isNameOfSecret(value, index + 1, walk) ? item : undefined;
  }
  if (length > items) copied.push(`[${length - items} more]`);
  return copied;
}

/** A list of names is no name with a value. */
function isNameOfSecret(value: readonly unknown[], index: number, { policy }: Walk): boolean {
  const next = Object.getOwnPropertyDescriptor(value, index)?.value as unknown;
  return typeof next === 'string' && next.length <= 64 && policy.isSecret(next, '');
}

/** A map as an array of entries; with keys of text as an object. */
export function copyMap(value: ReadonlyMap<unknown, unknown>, walk: Walk, copyValue: CopyValue): unknown {
  const { items } = walk.limits;
  const entries: Record<string, unknown> = {};
  let index = 0;
  for (const [key, member] of Reflect.apply(iterateMap, value, []) as Iterable<[unknown, unknown]>) {
    if (index >= items) {
      entries['...'] = `[${(Reflect.apply(mapSize, value, []) as number) - items} more]`;
      break;
    }
    index += 1;
    const name = typeof key === 'string' || typeof key === 'number' ? String(key) : `[key ${index}]`;
    if (name !== '__proto__') entries[shown(name, walk)] = copyMember(name, member, { walk, copyValue });
  }
  return entries;
}

/** A set as an array. */
export function copySet(value: ReadonlySet<unknown>, walk: Walk, copyValue: CopyValue): unknown[] {
  const { items } = walk.limits;
  const copied: unknown[] = [];
  for (const item of Reflect.apply(iterateSet, value, []) as Iterable<unknown>) {
    if (copied.length >= items) {
      copied.push(`[${(Reflect.apply(setSize, value, []) as number) - items} more]`);
      break;
    }
    copied.push(copyValue(item, walk));
  }
  return copied;
}
