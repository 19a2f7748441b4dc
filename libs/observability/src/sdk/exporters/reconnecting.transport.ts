import type { OtlpTls } from '../../config/resolved-options.js';
import type { ExportAnswer, ExportBody, ExportTransport } from '../pipeline/export-transport.js';
import type { TlsFiles } from './tls-files.js';

/** Connections with one set of certificates, and the requests that are open on them. */
interface Connected {
  readonly tls: OtlpTls;
  readonly transport: ExportTransport;
  open: number;
}

/** Connects anew when certificates were replaced; what is open ends on the connections on which it began. */
export class ReconnectingTransport implements ExportTransport {
  private connected: Connected;
  /** With those on which requests are still open. */
  private readonly all = new Set<Connected>();

  constructor(
    private readonly files: Pick<TlsFiles, 'current'>,
    private readonly connect: (tls: OtlpTls) => ExportTransport,
  ) {
    this.connected = this.connectNow(files.current());
  }

  async send(body: ExportBody, timeoutMs: number): Promise<ExportAnswer> {
    const tls = this.files.current();
    const before = this.connected;
    if (tls !== before.tls) {
      this.connected = this.connectNow(tls);
      this.closeUnused(before);
    }
    const { connected } = this;
    connected.open += 1;
    try {
      return await connected.transport.send(body, timeoutMs);
    } finally {
      connected.open -= 1;
      this.closeUnused(connected);
    }
  }

  close(): void {
    for (const { transport } of this.all) transport.close();
  }

  private connectNow(tls: OtlpTls): Connected {
    const connected = { tls, transport: this.connect(tls), open: 0 };
    this.all.add(connected);
    return connected;
  }

  private closeUnused(connected: Connected): void {
    if (connected === this.connected || connected.open > 0) return;
    this.all.delete(connected);
    connected.transport.close();
  }
}
