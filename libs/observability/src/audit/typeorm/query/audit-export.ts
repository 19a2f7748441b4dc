import type { AuditFilter, AuditReadOptions } from './audit-filter.js';
import type { AuditRead, AuditReadLog } from './audit-read-log.js';
import type { AuditStore } from './audit-store.js';
import type { CheckedFilter } from './checked-filter.js';
import { exportFormat, type AuditExportFormat, type ExportFormat } from './export-format.js';
import { sealedLeaves } from './sealed-leaves.js';

/** What is exported, and how. */
export interface AuditExportOptions extends AuditFilter, AuditReadOptions {
  readonly format: AuditExportFormat;
  /** The `position` of an earlier export: this one goes on behind it, and repeats no header. */
  readonly after?: number;
}

/** What an export reads from. */
export interface AuditExportParts {
  readonly store: AuditStore;
  readonly reads: AuditReadLog;
  readonly stream: string;
  readonly origin?: string;
}

/** An export after its options were checked. */
export interface AuditExportRequest {
  readonly call: string;
  readonly filter: CheckedFilter;
  readonly format: AuditExportFormat;
  readonly after?: number;
  readonly audited: boolean;
}

/** Leaves in one statement: bodies may have 256 KiB, so this bounds the memory to about 64 MiB. */
const chunk = 250;

/**
 * Sealed entries as text, in the order of their leaves, up to what is sealed now. Iterate it once, or hand it to
 * `Readable.from()`; afterwards `position` is where the next export goes on.
 */
export class AuditExport implements AsyncIterable<string> {
  #position: number | undefined;
  #count = 0;
  #announcement: string | undefined;
  readonly #format: ExportFormat;

  /** @throws InvalidAuditQueryError when there is no such format */
  constructor(
    private readonly parts: AuditExportParts,
    private readonly request: AuditExportRequest,
  ) {
    this.#format = exportFormat(request.call, request.format);
    this.#position = request.after;
  }

  /** The last leaf that was passed, also when the filter left it out; `undefined` before the first. */
  get position(): number | undefined {
    return this.#position;
  }

  /** Entries that were given out. */
  get count(): number {
    return this.#count;
  }

  /**
   * @throws AuditGapError when a sealed entry is missing or is not what the application wrote: nothing is passed over.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    const { request, parts } = this;
    const { filter, call, after } = request;
    const { store, stream, origin } = parts;
    if (after === undefined && this.#format.head !== '') yield this.#format.head;
    try {
      const leaves = sealedLeaves(store, { stream, filter, after: after ?? -1, chunk, call });
      for await (const { position, stored } of leaves) {
        if (stored !== undefined) {
          const { event, record } = stored;
          if (this.#count === 0) await this.#tell({ phase: 'attempt' });
          const text = this.#format.line({
            event,
            position,
            recordedAt: record.recordedAt,
            ...(origin !== undefined && { origin }),
          });
          this.#count += 1;
          this.#position = position;
          yield text;
        }
        this.#position = position;
      }
    } finally {
      const { position } = this;
      if (this.#count > 0) {
        await this.#tell({
          phase: 'result',
          count: this.#count,
          ...(position !== undefined && { position }),
        });
      }
    }
  }

  async #tell(progress: Pick<AuditRead, 'phase' | 'count' | 'position'>): Promise<void> {
    const { filter, format, after, audited } = this.request;
    if (!audited) return;
    const { reads, stream } = this.parts;
    const announcement = this.#announcement;
    this.#announcement = await reads.record({
      action: 'audit.export',
      stream,
      filter,
      format,
      ...(after !== undefined && { after }),
      ...(announcement !== undefined && { announcement }),
      ...progress,
    });
  }
}
