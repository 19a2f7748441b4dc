import { SpanStatusCode, TraceFlags, type Context } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { siblingOf, tellEnding } from '../core/sibling-spans.js';
import { SiblingCollapse, type CollapseLimits } from './sibling-collapse.js';
import type { SpanExit } from './tail-sampler.js';

/** Where spans go on, and who counts those that do not. */
export interface SiblingExits {
  readonly next: readonly SpanProcessor[];
  readonly counters: readonly SpanExit[];
  /** Whether spans without the flag go on, too, because somebody behind decides. */
  readonly takesUnsampled: boolean;
}

/** Parents whose spans wait; of more, those of the one that has waited longest leave. */
const maxWaiting = 1_000;

/**
 * Lets through of many equal spans below one parent the first ones, those that failed and the slowest. The slowest wait for the
 * end of their parent, which is known by its object: one that never ends keeps nothing alive but what its bound allows.
 */
export class SiblingProcessor implements SpanProcessor {
  private readonly byParent = new WeakMap<object, SiblingCollapse>();
  private readonly waiting = new Set<SiblingCollapse>();

  constructor(
    private readonly exits: SiblingExits,
    private readonly limits: CollapseLimits | undefined,
  ) {}

  onStart(span: Parameters<SpanProcessor['onStart']>[0], parent: Context): void {
    for (const exit of this.exits.next) exit.onStart(span, parent);
  }

  onEnding(span: Parameters<SpanProcessor['onStart']>[0]): void {
    tellEnding(span);
    for (const exit of this.exits.next) exit.onEnding?.(span);
  }

  onEnd(span: ReadableSpan): void {
    const own = this.byParent.get(span);
    if (own) this.release(own);
    if (this.exports(span)) this.forward(span);
  }

  /** Lets go of everything that waits, for example because the application ends. */
  releaseAll(): void {
    for (const collapse of this.waiting) this.release(collapse);
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.exits.next.map(exit => exit.forceFlush()));
  }

  async shutdown(): Promise<void> {
    this.releaseAll();
    await Promise.all(this.exits.next.map(exit => exit.shutdown()));
  }

  private exports(span: ReadableSpan): boolean {
    const sibling = siblingOf(span);
    if (!sibling || !this.limits || span.status.code === SpanStatusCode.ERROR) return true;
    const { parent, kind } = sibling;
    const isSampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
    if (!(isSampled || this.exits.takesUnsampled) || !isOpen(parent)) return true;
    let collapse = this.byParent.get(parent);
    if (!collapse) this.byParent.set(parent, (collapse = new SiblingCollapse(this.limits)));
    const verdict = collapse.take(span, kind);
    if (verdict === 'waits') this.remember(collapse);
    if (verdict === 'collapsed')
      for (const counter of this.exits.counters) counter.leaveOut?.('collapsed', 1);
    return verdict === 'export';
  }

  private remember(collapse: SiblingCollapse): void {
    this.waiting.add(collapse);
    if (this.waiting.size <= maxWaiting) return;
    const [longest] = this.waiting;
    if (longest) this.release(longest);
  }

  private release(collapse: SiblingCollapse): void {
    this.waiting.delete(collapse);
    for (const span of collapse.release()) this.forward(span);
  }

  private forward(span: ReadableSpan): void {
    for (const exit of this.exits.next) exit.onEnd(span);
  }
}

/** Spans of a parent that has ended have nobody to wait for. */
function isOpen(parent: object): boolean {
  const { isRecording } = parent as { isRecording?: unknown };
  return typeof isRecording === 'function' && (parent as { isRecording(): boolean }).isRecording();
}
