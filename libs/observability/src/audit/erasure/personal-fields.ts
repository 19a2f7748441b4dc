import type { AuditChange, AuditEntry, AuditValue } from '../audit-entry.js';
import { isSealedValue, openValue, sealValue } from './sealed-value.js';
import type { SubjectKey } from './subject-key.js';

/**
 * Encrypts what `pii.paths` of an entry names: both sides of the changes at or below these paths, and members of `details`
 * that these JSON Pointers lead to; a path into a list encrypts all of its items. What looks sealed is sealed once more, as
 * users could write such a value. Without `pii` the entry is returned as it is.
 */
export function sealPersonalFields(entry: AuditEntry, key: SubjectKey): AuditEntry {
  return withPersonalFields(entry, value => sealValue(value, key));
}

/**
 * Decrypts what `sealPersonalFields` encrypted; what was masked instead stays as it is.
 *
 * @throws UnreadableValueError when a value is sealed under another key or was changed.
 */
export function openPersonalFields(entry: AuditEntry, key: SubjectKey): AuditEntry {
  return withPersonalFields(entry, value => (isSealedValue(value) ? openValue(value, key) : value));
}

type Conversion = (value: AuditValue) => AuditValue;

function withPersonalFields(entry: AuditEntry, convert: Conversion): AuditEntry {
  if (!entry.pii) return entry;
  const { paths } = entry.pii;
  const { changes, details } = entry;
  return {
    ...entry,
    ...(changes && { changes: changes.map(change => convertedChange(change, paths, convert)) }),
    ...(details && { details: convertedMembers(details, paths.map(segmentsOf), convert) }),
  };
}

function convertedChange(change: AuditChange, paths: readonly string[], convert: Conversion): AuditChange {
  const { path, before, after } = change;
  if (!paths.some(personal => path === personal || path.startsWith(`${personal}/`))) return change;
  return {
    path,
    ...(before !== undefined && { before: convert(before) }),
    ...(after !== undefined && { after: convert(after) }),
  };
}

type Details = Readonly<Record<string, AuditValue>>;

function convertedMembers(details: Details, paths: readonly string[][], convert: Conversion): Details {
  return Object.fromEntries(
    Object.entries(details).map(([key, member]) => {
      const below = paths.filter(([first]) => first === key).map(([, ...rest]) => rest);
      return [key, below.length === 0 ? member : convertedMember(member, below, convert)];
    }),
  );
}

function convertedMember(member: AuditValue, paths: readonly string[][], convert: Conversion): AuditValue {
  if (paths.some(path => path.length === 0)) return convert(member);
  if (Array.isArray(member)) return member.map(item => convert(item as AuditValue));
  return isRecord(member) ? convertedMembers(member, paths, convert) : member;
}

function isRecord(value: AuditValue): value is Details {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(segment => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
