/** One export as it travels. */
export interface ExportBody {
  readonly bytes: Uint8Array;
  /** How `bytes` are compressed already. */
  readonly encoding: 'gzip' | 'identity';
}

/** What became of one attempt. */
export type ExportAnswer =
  /** Taken; `rejectedItems` of a partial success are gone. */
  | { readonly kind: 'accepted'; readonly rejectedItems?: number; readonly message?: string }
  /** Worth another attempt, not before `retryAfterMs` when the backend named a time; `status` 401 asks for other headers. */
  | {
      readonly kind: 'retry';
      readonly retryAfterMs?: number;
      readonly status?: number;
      readonly reason: string;
    }
  /** The body is too large: halves of it may pass. */
  | { readonly kind: 'too-large' }
  /** Will never be taken; `status` where there was an answer. */
  | { readonly kind: 'refused'; readonly status?: number; readonly reason: string };

/** Sends an encoded export once: OTLP over HTTP, gRPC or whatever a backend speaks. */
export interface ExportTransport {
  /** Settles within `timeoutMs` whatever happens, the body of the answer included. Never rejects. */
  send(body: ExportBody, timeoutMs: number): Promise<ExportAnswer>;
  /** Gives sockets back; what is under way answers `retry`. */
  close(): void;
}
