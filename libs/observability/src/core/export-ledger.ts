/** Why an item never reached a backend. */
export type DropReason =
  /** More items were waiting than the queue may hold. */
  | 'queue_full'
  /** The waiting items were larger than the memory that they may take. */
  | 'bytes_limit'
  /** It waited longer than a batch may. */
  | 'expired'
  /** The backend will never take it, however often it is sent. */
  | 'rejected_permanent'
  /** The backend took the rest of its batch. */
  | 'rejected_partial'
  /** It could not be encoded. */
  | 'serialize_error'
  /** The application ended before it could be sent. */
  | 'shutdown_deadline'
  /** The process had no time for it. */
  | 'shed'
  /** A newer batch says all that it would have said: of cumulative metrics only the newest matter. */
  | 'superseded'
  /** Its trace was not chosen. */
  | 'sampled_out'
  /** One of many equal siblings, which others stand for. */
  | 'collapsed';

/** A signal, as OTLP spells it in paths. */
export type SignalName = 'traces' | 'metrics' | 'logs';

/** What became of the items of one signal so far. */
export interface LedgerCounts {
  readonly ended: number;
  readonly exported: number;
  readonly dropped: ReadonlyMap<DropReason, number>;
}

/** Counts every item of one signal from its end to its fate: what is in neither is still queued. */
export class ExportLedger {
  private endedItems = 0;
  private exportedItems = 0;
  private readonly droppedItems = new Map<DropReason, number>();

  constructor(readonly signal: SignalName) {}

  /** Items that ended: each has to be exported or dropped one day. */
  ended(items = 1): void {
    this.endedItems += items;
  }

  /** Items that a backend took. */
  exported(items: number): void {
    this.exportedItems += items;
  }

  /** Items that nobody will get. */
  dropped(reason: DropReason, items = 1): void {
    if (items > 0) this.droppedItems.set(reason, (this.droppedItems.get(reason) ?? 0) + items);
  }

  /** The counts so far. */
  counts(): LedgerCounts {
    return { ended: this.endedItems, exported: this.exportedItems, dropped: new Map(this.droppedItems) };
  }
}
