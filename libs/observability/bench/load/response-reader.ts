/** One whole response. */
export interface Response {
  readonly status: number;
  readonly body: string;
}

const HEADERS_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: (\d+)/i;

/**
 * Cuts one response at a time out of a connection's bytes. Knows only what the bench apps send (`content-length`) and
 * throws on the rest, so that a variant which answers differently is noticed.
 */
export class ResponseReader {
  private pending = '';

  /** Returns the response when its last byte has arrived. */
  read(chunk: Buffer): Response | undefined {
    this.pending += chunk.toString('latin1');
    const headersEnd = this.pending.indexOf(HEADERS_END);
    if (headersEnd < 0) return undefined;
    const length = CONTENT_LENGTH.exec(this.pending)?.[1];
    if (length === undefined)
      throw new Error(`A response without content-length: ${this.pending.slice(0, headersEnd)}`);
    const bodyStart = headersEnd + HEADERS_END.length;
    if (this.pending.length < bodyStart + Number(length)) return undefined;
    const response = { status: Number(this.pending.slice(9, 12)), body: this.pending.slice(bodyStart) };
    this.pending = '';
    return response;
  }
}
