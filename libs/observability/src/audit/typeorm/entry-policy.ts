import { capture, keep, type CapturePolicy } from '../../redaction/capture.js';
import type { AuditActor, AuditChange, AuditEntry, AuditTarget, AuditValue } from '../audit-entry.js';
import { canonicalJson } from '../evidence/canonical-json.js';
import { valueLimits } from '../plain-value.js';
import { truncated, truncatedText } from './truncated.js';

/** How much an entry may hold. */
export interface EntryLimits {
  /** Longest text, and longest value of a change or a detail, in bytes; at most 32,768, for masking looks no further. */
  readonly maxFieldBytes: number;
  /** Longest body, in bytes. */
  readonly maxBodyBytes: number;
}

/** What masks secrets; the redactor of the application. */
export type EntryRedaction = Pick<
  CapturePolicy,
  'censor' | 'isSecret' | 'text' | 'member' | 'number' | 'isStatement'
>;

const actorTypes: ReadonlySet<unknown> = new Set<AuditActor['type']>([
  'user',
  'service',
  'system',
  'unknown',
]);
const maxIdentifier = 1_024;
const maxTargets = 100;
/** What stays of an entry whose body is too long. */
const kept = { targets: 5, paths: 50, pathLength: 100 };

/**
 * Makes an entry fit to be stored, whatever the application put into it: secrets masked, hostile objects copied without
 * running their code, long values replaced by their beginning, size and digest. Never throws, because what the arguments of
 * an action were must not hide it.
 */
export class EntryPolicy {
  readonly maxBodyBytes: number;
  private readonly maxFieldBytes: number;
  private readonly plain: CapturePolicy;

  constructor(
    private readonly redaction: EntryRedaction,
    limits: EntryLimits,
  ) {
    this.maxBodyBytes = limits.maxBodyBytes;
    this.maxFieldBytes = limits.maxFieldBytes;
    this.plain = {
      censor: redaction.censor,
      isSecret: (key, value) => redaction.isSecret(key, value),
      ...(redaction.member && { member: redaction.member.bind(redaction) }),
      ...(redaction.number && { number: redaction.number.bind(redaction) }),
      ...(redaction.isStatement && { isStatement: redaction.isStatement.bind(redaction) }),
      text: text => this.text(text),
      limits: valueLimits,
    };
  }

  /** The entry as it may be stored. */
  apply(entry: AuditEntry): AuditEntry {
    const { targets, changes, details, reason, failure, source, pii, crud } = entry;
    // Each member by name: an entry is made for every transaction, and copying it key by key costs three times as much.
    return {
      id: entry.id,
      operationId: entry.operationId,
      ...(entry.parentOperationId !== undefined && { parentOperationId: entry.parentOperationId }),
      part: entry.part,
      phase: entry.phase,
      occurredAt: entry.occurredAt,
      action: identifier(this.plainly(entry.action)),
      ...(crud !== undefined && { crud: this.plainly(crud) }),
      outcome: this.plainly(entry.outcome),
      ...this.optional('reasonCode', entry.reasonCode),
      atomicity: entry.atomicity,
      capture: entry.capture,
      ...this.optional('tenant', entry.tenant),
      actor: this.actor(entry.actor),
      targets: targets.slice(0, maxTargets).map(target => this.target(target)),
      ...(changes && { changes: changes.map(change => this.change(change)) }),
      // A body of another type is no body for `verify`: it would take the event for one that was tampered with.
      ...(reason !== undefined && { reason: this.asText(this.plainly(reason)) }),
      ...(failure && { failure: this.plainly(failure) }),
      ...(source && { source: this.plainly(source) }),
      // Their columns have a fixed width, which databases fill up.
      ...(isHexadecimal(entry.traceId, 32) && { traceId: entry.traceId }),
      ...(isHexadecimal(entry.spanId, 16) && { spanId: entry.spanId }),
      ...this.optional('requestId', entry.requestId),
      ...(details && { details: this.members(details) }),
      ...(pii && { pii: this.plainly(pii) }),
    };
  }

  /** The same entry with a short body: what is cut is there as size and digest, and the paths of the first changes stay. */
  shorten(entry: AuditEntry): AuditEntry {
    const { changes, details, targets, reason, failure, source, ...rest } = entry;
    const whole = truncated(canonicalJson({ changes, details, targets, reason, failure, source }));
    const cut = <T extends object>(texts: T): T =>
      Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, short(String(text))])) as T;
    return {
      ...rest,
      targets: targets.slice(0, kept.targets),
      ...(changes && {
        changes: changes.slice(0, kept.paths).map(({ path }) => ({ path: path.slice(0, kept.pathLength) })),
      }),
      ...(reason !== undefined && { reason: short(reason) }),
      ...(failure && { failure: cut(failure) }),
      ...(source && { source: cut(source) }),
      details: { entry: whole },
    };
  }

  /** The same entry without the values of its changes and details, for where nobody can encrypt what is personal in them. */
  withoutValues(entry: AuditEntry): AuditEntry {
    const { changes, details, ...rest } = entry;
    const { censor } = this.redaction;
    return {
      ...rest,
      ...(changes && { changes: changes.map(({ path }) => ({ path, after: censor })) }),
      ...(details && { details: Object.fromEntries(Object.keys(details).map(key => [key, censor])) }),
    };
  }

  private actor(given: AuditActor): AuditActor {
    const { type, id, actingFor } = this.plainly(given);
    return {
      ...this.optional('actingFor', actingFor),
      ...this.optional('id', id),
      type: actorTypes.has(type) ? type : 'unknown',
    };
  }

  private target(given: AuditTarget): AuditTarget {
    const { type, id } = this.plainly(given);
    return { id: identifier(id), type: identifier(type) };
  }

  private change(change: AuditChange): AuditChange {
    const segments = change.path.split('/').slice(1);
    const isSecret = segments.some(segment => this.redaction.isSecret(segment, ''));
    const value = (side: 'before' | 'after') => ({
      [side]: isSecret ? this.redaction.censor : this.changed(segments, change[side]),
    });
    return {
      path: this.text(change.path),
      ...('before' in change && value('before')),
      ...('after' in change && value('after')),
    };
  }

  private changed(segments: readonly string[], value: unknown): AuditValue {
    const instead = this.redaction.member?.(segments.at(-1) ?? '', value, segments, false) ?? keep;
    return instead === keep ? this.value(value) : (instead as AuditValue);
  }

  private members(details: Readonly<Record<string, unknown>>): Record<string, AuditValue> {
    const plain = capture(details, this.plain) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, this.withinField(value)]));
  }

  private value(value: unknown): AuditValue {
    return this.withinField(capture(value, this.plain));
  }

  private withinField(plain: unknown): AuditValue {
    if (typeof plain !== 'object' || plain === null) return plain as AuditValue;
    const json = canonicalJson(plain);
    if (!isLonger(json, this.maxFieldBytes)) return plain as AuditValue;
    const marker = truncated(json);
    return { ...marker, start: this.redaction.text(marker.start) };
  }

  private plainly<T>(value: T): T {
    return capture(value, this.plain) as T;
  }

  private optional<K extends string>(key: K, value: unknown): { readonly [key in K]?: string } {
    return (value === undefined ? {} : { [key]: identifier(this.plainly(value)) }) as {
      readonly [key in K]?: string;
    };
  }

  /** Reasons come from user input, which is not always of the type that it should have. */
  private asText(value: unknown): string {
    return typeof value === 'string' ? value : this.text(canonicalJson(value));
  }

  private text(text: string): string {
    return this.redaction.text(isLonger(text, this.maxFieldBytes) ? truncatedText(text) : text);
  }
}

/** Whether a text has more UTF-8 bytes; counts them only where that can be. */
export function isLonger(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && Buffer.byteLength(text) > bytes);
}

function isHexadecimal(value: unknown, length: number): value is string {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]+$/.test(value);
}

/** Ids are texts by type; what an application passes may still be a number. */
function identifier(value: unknown): string {
  if (typeof value === 'string') return short(value);
  return typeof value === 'object' || value === undefined ? '[No identifier]' : String(value);
}

function short(text: string): string {
  return text.length > maxIdentifier ? truncatedText(text) : text;
}
