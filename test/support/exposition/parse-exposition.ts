import { checkFamily, checkNames } from './exposition-rules.js';
import { parseSampleLine } from './sample-line.js';
import type { ParsedSample } from './sample-line.js';

/** A family as it stands on a page. */
export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  help?: string;
  unit?: string;
  readonly samples: ParsedSample[];
}

/** Which rules a page must keep. */
export type PageFormat = 'text' | 'openmetrics';

const TYPES: Readonly<Record<PageFormat, readonly string[]>> = {
  text: ['counter', 'gauge', 'histogram', 'summary', 'untyped'],
  openmetrics: ['counter', 'gauge', 'histogram', 'summary', 'unknown', 'info'],
};

/**
 * Parses a page more strictly than any scraper: headers before samples, no name and no series twice, suffixes by
 * type, cumulative buckets up to `+Inf`, exemplars only where they may be, `# EOF` exactly in OpenMetrics.
 *
 * @throws Error naming the line or family that breaks a rule
 */
export function parseExposition(page: string, format: PageFormat): Map<string, ParsedFamily> {
  if (page !== '' && !page.endsWith('\n')) throw new Error('the page does not end with a line feed');
  const lines = page.split('\n').slice(0, -1);
  if ((lines.at(-1) === '# EOF') !== (format === 'openmetrics')) throw new Error('# EOF is wrong');
  if (format === 'openmetrics') lines.pop();

  const families = new Map<string, ParsedFamily>();
  const pending: { help?: string; helpFor?: string } = {};
  let current: ParsedFamily | undefined;
  for (const line of lines) {
    const [, keyword, name = '', text = ''] = /^# (HELP|TYPE|UNIT) (\S+) (.*)$/.exec(line) ?? [];
    if (keyword === 'TYPE') {
      if (families.has(name)) throw new Error(`family ${name} twice`);
      if (!TYPES[format].includes(text)) throw new Error(`no such type: ${line}`);
      current = { name, type: text, samples: [] };
      if (pending.helpFor === name && pending.help !== undefined) current.help = pending.help;
      families.set(name, current);
    } else if (keyword === 'HELP' && format === 'text') {
      Object.assign(pending, { help: text, helpFor: name });
    } else if (keyword !== undefined) {
      if (format === 'text' || current?.name !== name || current.samples.length > 0)
        throw new Error(`misplaced: ${line}`);
      Object.assign(current, keyword === 'HELP' ? { help: text } : { unit: text });
    } else if (current === undefined) {
      throw new Error(`sample before any family: ${line}`);
    } else current.samples.push(parseSampleLine(line));
  }
  for (const family of families.values()) checkFamily(family, format);
  checkNames(families.values(), format);
  return families;
}
