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
  const families = new PageReader(format).read(page);
  for (const family of families.values()) checkFamily(family, format);
  checkNames(families.values(), format);
  return families;
}

class PageReader {
  private readonly families = new Map<string, ParsedFamily>();
  private current: ParsedFamily | undefined;
  /** In the text format HELP comes before TYPE. */
  private help: { name: string; text: string } | undefined;

  constructor(private readonly format: PageFormat) {}

  read(page: string): Map<string, ParsedFamily> {
    if (page !== '' && !page.endsWith('\n')) throw new Error('the page does not end with a line feed');
    const lines = page.split('\n').slice(0, -1);
    const ended = lines.at(-1) === '# EOF';
    if (ended !== (this.format === 'openmetrics')) throw new Error('# EOF is wrong');
    for (const line of ended ? lines.slice(0, -1) : lines) this.line(line);
    return this.families;
  }

  private line(line: string): void {
    const [, keyword, name = '', text = ''] = /^# (HELP|TYPE|UNIT) (\S+) (.*)$/.exec(line) ?? [];
    if (keyword === undefined) this.sample(line);
    else if (keyword === 'TYPE') this.open(name, text);
    else if (keyword === 'HELP' && this.format === 'text') this.help = { name, text };
    else this.describe(name, keyword === 'HELP' ? { help: text } : { unit: text });
  }

  private open(name: string, type: string): void {
    if (this.families.has(name)) throw new Error(`family ${name} twice`);
    if (!TYPES[this.format].includes(type)) throw new Error(`${name} has no valid type: ${type}`);
    this.current = { name, type, samples: [] };
    if (this.help?.name === name) this.current.help = this.help.text;
    this.families.set(name, this.current);
  }

  private describe(name: string, description: Pick<ParsedFamily, 'help' | 'unit'>): void {
    const misplaced = this.current?.name !== name || this.current.samples.length > 0;
    if (this.current === undefined || misplaced || this.format === 'text')
      throw new Error(`misplaced: ${name}`);
    Object.assign(this.current, description);
  }

  private sample(line: string): void {
    if (this.current === undefined) throw new Error(`sample before any family: ${line}`);
    this.current.samples.push(parseSampleLine(line));
  }
}
