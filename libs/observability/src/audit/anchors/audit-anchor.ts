/** A signed checkpoint on its way to places that whoever holds the database cannot change. */
export interface AnchoredCheckpoint {
  /** Which log of the application. */
  readonly stream: string;
  /** First line of the note; names the log for the world. */
  readonly origin: string;
  /** Number of sealed events. */
  readonly size: number;
  /** Root hash of the Merkle tree, 32 bytes. */
  readonly root: Uint8Array;
  /** The whole as a C2SP signed note, which proves itself. */
  readonly note: string;
}

/**
 * Port: a witness outside of the database. It is handed the newest checkpoint at most every `anchorEvery`, by each replica of the
 * application: the same one may come several times.
 */
export interface AuditAnchor {
  /** For messages and metrics, e.g. `log`. */
  readonly name: string;
  /**
   * Keeps a checkpoint. One that it fails on is tried again, or replaced by a newer one that covers it.
   *
   * @param signal aborts when the attempt has taken too long.
   */
  publish(checkpoint: AnchoredCheckpoint, signal: AbortSignal): Promise<void> | void;
}
