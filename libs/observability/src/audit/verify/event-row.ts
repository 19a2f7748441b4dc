/** A stored event as it is verified. */
export interface EventRow {
  /** Null when the event is gone. */
  readonly id: string | null;
  readonly body: string;
  readonly mac: Uint8Array;
  readonly key_id: string;
  /** All projected columns as one text. */
  readonly projected: string;
}
