import type { KeepReason } from './sampling-counts.js';

/**
 * The traces that were kept for what happened in them, by id, the newest so many: when the same trace comes in again, e.g.
 * because the service calls itself, that part is kept as well.
 */
export class KeptTraces {
  private readonly reasons = new Map<string, KeepReason>();

  constructor(private readonly most: number) {}

  get(traceId: string): KeepReason | undefined {
    return this.reasons.get(traceId);
  }

  add(traceId: string, reason: KeepReason): void {
    this.reasons.set(traceId, reason);
    if (this.reasons.size <= this.most) return;
    for (const oldest of this.reasons.keys()) {
      this.reasons.delete(oldest);
      return;
    }
  }
}
