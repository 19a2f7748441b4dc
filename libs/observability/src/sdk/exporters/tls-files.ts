import { readFileSync, statSync } from 'node:fs';
import { isUsable } from '../../config/otlp-tls.js';
import type { OtlpTls } from '../../config/resolved-options.js';
import type { FaultLog } from '../../core/fault-log.js';

/** Files are looked at again once this many milliseconds have passed. */
const lookInterval = 1_000;

const parts = ['ca', 'cert', 'key'] as const;

/** What the files hold now; what is given as text stays. @throws Error when a file cannot be read or a certificate and its key do not fit */
export function readAgain(tls: OtlpTls): OtlpTls {
  const { files } = tls;
  if (!files) return tls;
  const [ca, cert, key] = parts.map(part => (files[part] ? readFileSync(files[part], 'utf8') : tls[part]));
  const present = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  if (!isUsable(present))
    throw new Error('they cannot be used, or do not fit together; the last good ones stay in use');
  return { ca, cert, key, files };
}

/**
 * Certificates and a key in files that may be replaced under us, as those of mutual TLS are. A pair that is half written is no pair:
 * the last one that fitted stays in use, and the files are looked at again.
 */
export class TlsFiles {
  private seen: string;
  private nextLook = 0;

  constructor(
    private tls: OtlpTls,
    private readonly faults: FaultLog,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.seen = this.guarded(() => this.marks()) ?? '';
  }

  /** The last ones that were good; the same object as before unless the files have changed. */
  current(): OtlpTls {
    const now = this.now();
    if (now >= this.nextLook) {
      this.nextLook = now + lookInterval;
      this.guarded(() => this.look());
    }
    return this.tls;
  }

  private look(): void {
    const marks = this.marks();
    if (marks === this.seen) return;
    this.tls = readAgain(this.tls);
    // Only now: what did not fit together is read again.
    this.seen = marks;
  }

  /** A symbolic link that is swapped, as Kubernetes does it, counts as a change. */
  private marks(): string {
    const { files = {} } = this.tls;
    return parts
      .flatMap(part => files[part] ?? [])
      .map(path => statSync(path))
      .map(({ dev, ino, mtimeMs, size }) => `${dev} ${ino} ${mtimeMs} ${size}`)
      .join();
  }

  private guarded<T>(run: () => T): T | undefined {
    return this.faults.guard('OTLP certificate files', run);
  }
}
