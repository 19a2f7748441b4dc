import type { OtlpTarget } from '../../config/resolved-options.js';
import type { OtlpHeaders, OtlpHeadersProvider } from '../../observability.options.js';
import type { FaultLog } from '../../core/fault-log.js';
import { HeadersFile } from './headers-file.js';
import { ProvidedHeaders } from './provided-headers.js';

/** The headers of one target as they are now. */
export interface HeaderSource {
  /**
   * Settles within seconds, whatever the application's function does. Rejects only as long as there never were headers, so that
   * nothing is sent without its credentials.
   */
  current(): OtlpHeaders | Promise<OtlpHeaders>;
  /** The backend did not accept the headers. Whether asking again may give others. */
  refused(): boolean;
}

/**
 * Where the targets of one application have their headers from: given ones, then those of a function, then those of a file, then
 * those of the standard variables. The signals of a backend share function and file. Headers are never printed; a function
 * or file that fails is counted, and its last good headers stay in use.
 */
export class HeaderSources {
  private readonly functions = new Map<OtlpHeadersProvider, ProvidedHeaders>();
  private readonly files = new Map<string, HeadersFile>();

  constructor(private readonly faults: FaultLog) {}

  for({ headers, rotating }: OtlpTarget): HeaderSource {
    if (!rotating) return { current: () => headers, refused: () => false };
    const { provide, fixed } = rotating;
    const provided = provide && this.ofFunction(provide);
    const file = rotating.file === undefined ? undefined : this.ofFile(rotating.file);
    return {
      async current() {
        return { ...headers, ...(await provided?.current()), ...file?.current(), ...fixed };
      },
      refused() {
        provided?.forget();
        file?.forget();
        return true;
      },
    };
  }

  /** The headers that would be used now, without asking a function; `undefined` when some were never given. */
  known({ headers, rotating }: OtlpTarget): OtlpHeaders | undefined {
    if (!rotating) return headers;
    const { provide, file, fixed } = rotating;
    const provided = provide ? this.ofFunction(provide).last : {};
    const read = file === undefined ? {} : this.ofFile(file).now();
    return provided && read && { ...headers, ...provided, ...read, ...fixed };
  }

  private ofFunction(provide: OtlpHeadersProvider): ProvidedHeaders {
    const known = this.functions.get(provide) ?? new ProvidedHeaders(provide, this.faults);
    this.functions.set(provide, known);
    return known;
  }

  private ofFile(path: string): HeadersFile {
    const known = this.files.get(path) ?? new HeadersFile(path, this.faults);
    this.files.set(path, known);
    return known;
  }
}
