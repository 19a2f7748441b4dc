import type { ExportBody } from './export-transport.js';

/** Which of two queues a batch waits in: errors leave first and are dropped last. */
export type Lane = 'errors' | 'rest';

/** A request as it is before compression. */
export interface PlainRequest {
  readonly bytes: Uint8Array;
  /** Items in it; fewer than were offered when some could not be encoded. */
  readonly items: number;
}

/** Items that belong into one export request. */
export interface OfferedBatch {
  readonly lane: Lane;
  readonly items: number;
  /** Bytes that it takes until it is encoded, roughly. */
  readonly size: number;
  /**
   * Makes the request; a throw or rejection drops the batch as `serialize_error`. With `atOnce` it gives no promise: the process
   * ends, and what the resource has not found out yet is left out.
   */
  readonly encode: (atOnce?: boolean) => PlainRequest | Promise<PlainRequest>;
  /** Makes the request and compresses it; absent where nobody else has use for the result. */
  readonly pack?: (
    compression: 'gzip' | 'none',
  ) => Promise<{ readonly body: ExportBody; readonly items: number }>;
}
