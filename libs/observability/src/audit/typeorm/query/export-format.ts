import { toCloudEvent } from '../../formats/cloudevents.js';
import { csvHeader, csvLine } from '../../formats/csv.js';
import { toEcs } from '../../formats/ecs.js';
import type { ExportedEvent } from '../../formats/exported-event.js';
import { ndjsonLine } from '../../formats/ndjson.js';
import { toOcsf } from '../../formats/ocsf.js';
import { InvalidAuditQueryError } from './invalid-audit-query.error.js';

/** The forms in which entries are given out; all but CSV are one JSON object a line. */
export type AuditExportFormat = 'ndjson' | 'csv' | 'ocsf' | 'ecs' | 'cloudevents';

/** How one form is written. */
export interface ExportFormat {
  /** What stands before the first entry. */
  readonly head: string;
  /** One entry, with the end of its line. */
  line(exported: ExportedEvent): string;
}

const formats: ReadonlyMap<string, ExportFormat> = new Map<AuditExportFormat, ExportFormat>([
  ['ndjson', { head: '', line: ndjsonLine }],
  ['csv', { head: csvHeader, line: csvLine }],
  ['ocsf', jsonLines(exported => toOcsf(exported))],
  ['ecs', jsonLines(toEcs)],
  ['cloudevents', jsonLines(toCloudEvent)],
]);

/** Their names. */
export const exportFormats: readonly string[] = [...formats.keys()];

/** @throws InvalidAuditQueryError when there is no such format */
export function exportFormat(call: string, name: AuditExportFormat): ExportFormat {
  const format = formats.get(name);
  if (format) return format;
  throw new InvalidAuditQueryError(
    call,
    `'${String(name)}' is not a format; these are: ${exportFormats.join(', ')}.`,
  );
}

function jsonLines(convert: (exported: ExportedEvent) => object): ExportFormat {
  return { head: '', line: exported => `${JSON.stringify(convert(exported))}\n` };
}
