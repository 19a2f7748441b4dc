import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { databaseAttr } from '../core/database-names.js';

/** How many equal siblings are exported. */
export interface CollapseLimits {
  /** One by one, as they end. */
  readonly limit: number;
  /** Of those beyond the limit, when their parent ends. */
  readonly keepSlowest: number;
}

/** Equal spans below one parent. */
class Group {
  passed = 0;
  collapsed = 0;
  milliseconds = 0;
  /** Fastest first. */
  readonly slowest: ReadableSpan[] = [];
}

/** Different statements below one parent that are told apart; of more, every span is exported. */
const maxGroups = 200;

/** Decides which of the equal spans below one parent are exported. */
export class SiblingCollapse {
  private readonly groups = new Map<object, Group>();

  constructor(private readonly limits: CollapseLimits) {}

  /** Whether spans wait for the end of the parent. */
  get waits(): boolean {
    for (const { slowest } of this.groups.values()) if (slowest.length > 0) return true;
    return false;
  }

  /**
   * Takes a span that ended well.
   *
   * @returns whether it is exported now, waits, or has made another one superfluous: how many are left out for it
   */
  take(span: ReadableSpan, kind: object): 'export' | 'waits' | 'collapsed' {
    const group = this.groupOf(kind);
    if (group === undefined || group.passed < this.limits.limit) {
      if (group) group.passed += 1;
      return 'export';
    }
    const { slowest } = group;
    const at = slowest.findIndex(other => isLonger(other, span));
    slowest.splice(at < 0 ? slowest.length : at, 0, span);
    if (slowest.length <= this.limits.keepSlowest) return 'waits';
    const fastest = slowest.shift();
    group.collapsed += 1;
    group.milliseconds += fastest ? hrTimeToMilliseconds(fastest.duration) : 0;
    return 'collapsed';
  }

  /** Gives back the spans that waited; the slowest of each kind says how many it stands for. */
  release(): ReadableSpan[] {
    const released: ReadableSpan[] = [];
    for (const { slowest, collapsed, milliseconds } of this.groups.values()) {
      const last = slowest.at(-1);
      if (last && collapsed > 0) {
        last.attributes[databaseAttr.collapsedCount] = collapsed;
        last.attributes[databaseAttr.collapsedDuration] = milliseconds / 1_000;
      }
      released.push(...slowest);
    }
    this.groups.clear();
    return released;
  }

  private groupOf(kind: object): Group | undefined {
    const known = this.groups.get(kind);
    if (known || this.groups.size >= maxGroups) return known;
    const made = new Group();
    this.groups.set(kind, made);
    return made;
  }
}

function isLonger(one: ReadableSpan, other: ReadableSpan): boolean {
  const [seconds, nanos] = one.duration;
  const [otherSeconds, otherNanos] = other.duration;
  return seconds > otherSeconds || (seconds === otherSeconds && nanos > otherNanos);
}
