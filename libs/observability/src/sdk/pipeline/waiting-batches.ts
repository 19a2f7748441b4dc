import type { Lane } from './export-batch.js';
import type { QueuedBatch } from './queued-batch.js';

const byImportance = ['errors', 'rest'] as const satisfies readonly Lane[];
const byExpendability = ['rest', 'errors'] as const satisfies readonly Lane[];

/** The batches that wait, in two lanes, the oldest first in each. */
export class WaitingBatches {
  private readonly lanes: Record<Lane, QueuedBatch[]> = { errors: [], rest: [] };

  get length(): number {
    return this.lanes.errors.length + this.lanes.rest.length;
  }

  add(batch: QueuedBatch): void {
    this.lanes[batch.lane].push(batch);
  }

  /** Lets a batch wait again that was taken out: before those that were offered later. */
  putBack(...batches: readonly QueuedBatch[]): void {
    for (const batch of batches) {
      const lane = this.lanes[batch.lane];
      const at = lane.findIndex(({ order }) => order > batch.order);
      lane.splice(at < 0 ? lane.length : at, 0, batch);
    }
  }

  /** Takes out the next one that is ready to travel; errors go first. */
  takeNext(): QueuedBatch | undefined {
    for (const name of byImportance) {
      const lane = this.lanes[name];
      const at = lane.findIndex(({ body }) => body !== undefined);
      if (at >= 0) return lane.splice(at, 1)[0];
    }
    return undefined;
  }

  /** Takes out what can best be done without: the oldest that is no error, else the oldest. */
  takeOldest(lanes: readonly Lane[] = byExpendability): QueuedBatch | undefined {
    for (const name of lanes) {
      const oldest = this.lanes[name].shift();
      if (oldest) return oldest;
    }
    return undefined;
  }

  /** Takes out what was offered before `time`. */
  takeOlderThan(time: number): QueuedBatch[] {
    return byImportance.flatMap(name => {
      const lane = this.lanes[name];
      const at = lane.findIndex(({ offeredAt }) => offeredAt >= time);
      return lane.splice(0, at < 0 ? lane.length : at);
    });
  }

  takeAll(): QueuedBatch[] {
    return byImportance.flatMap(name => this.lanes[name].splice(0));
  }

  remove(batch: QueuedBatch): void {
    const lane = this.lanes[batch.lane];
    const at = lane.indexOf(batch);
    if (at >= 0) lane.splice(at, 1);
  }

  /** When the oldest was offered. */
  get oldest(): number | undefined {
    const heads = byImportance.flatMap(name => this.lanes[name][0]?.offeredAt ?? []);
    return heads.length === 0 ? undefined : Math.min(...heads);
  }

  *[Symbol.iterator](): Generator<QueuedBatch> {
    for (const name of byImportance) yield* this.lanes[name];
  }
}
