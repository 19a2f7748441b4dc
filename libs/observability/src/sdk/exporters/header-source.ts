import type { OtlpTarget } from '../../config/resolved-options.js';
import type { OtlpHeaders } from '../../observability.options.js';
import type { FaultLog } from '../../core/fault-log.js';
import { HeadersFile } from './headers-file.js';
import { ProvidedHeaders } from './provided-headers.js';

/** The headers of one backend as they are now. */
export interface HeaderSource {
  /** Never rejects, and settles within seconds whatever the application's function does. */
  current(): OtlpHeaders | Promise<OtlpHeaders>;
  /** The backend did not accept the headers. Whether asking again may give others. */
  refused(): boolean;
}

/**
 * Headers of a target: given ones, then those of a function, then those of a file, then those of the standard variables. They
 * are never printed; a function or file that fails is counted, and its last good headers stay in use.
 */
export function headerSource({ headers, rotating }: OtlpTarget, faults: FaultLog): HeaderSource {
  if (!rotating) return { current: () => headers, refused: () => false };
  const { provide, fixed } = rotating;
  const provided = provide && new ProvidedHeaders(provide, faults);
  const file = rotating.file === undefined ? undefined : new HeadersFile(rotating.file, faults);
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
