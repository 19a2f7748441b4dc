/** A sample as it stands on a page. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: ParsedExemplar;
}

/** What follows `#` on a sample's line. */
export interface ParsedExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds. */
  readonly timestamp: number;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n\0]|\\["\\n])*)"/;
const NUMBER = /^(?:[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[+-]Inf|NaN)$/;

/** Parses one sample line; nothing may be left over, nothing may be approximate. @throws Error on any deviation */
export function parseSampleLine(line: string): ParsedSample {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) throw new Error(`no metric name: ${line}`);
  const [labels, rest] = parseLabels(line.slice(name.length));
  if (!rest.startsWith(' ')) throw new Error(`no space before the value: ${line}`);
  const [value = '', ...exemplarParts] = rest.slice(1).split(' # ');
  const sample = { name, labels, value: parseNumber(value) };
  if (exemplarParts.length === 0) return sample;
  return { ...sample, exemplar: parseExemplar(exemplarParts.join(' # ')) };
}

/** @throws Error when the text is not a number of the formats */
export function parseNumber(text: string): number {
  if (!NUMBER.test(text)) throw new Error(`not a number: ${JSON.stringify(text)}`);
  return text.endsWith('Inf') ? Number(`${text}inity`) : Number(text);
}

function parseLabels(text: string): [Record<string, string>, string] {
  const labels = Object.create(null) as Record<string, string>;
  if (!text.startsWith('{')) return [labels, text];
  let rest = text.slice(1);
  while (!rest.startsWith('}')) {
    const [whole, name, value] = LABEL.exec(rest) ?? [];
    if (whole === undefined || name === undefined || value === undefined)
      throw new Error(`bad label: ${rest}`);
    if (name in labels) throw new Error(`label ${name} twice: ${text}`);
    labels[name] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
    rest = rest.slice(whole.length);
    if (rest.startsWith(',')) rest = rest.slice(1);
    else if (!rest.startsWith('}')) throw new Error(`bad separator: ${rest}`);
  }
  return [labels, rest.slice(1)];
}

function parseExemplar(text: string): ParsedExemplar {
  const [labels, rest] = parseLabels(text);
  const [empty, value = '', timestamp = '', ...more] = rest.split(' ');
  if (!text.startsWith('{') || empty !== '' || more.length > 0) throw new Error(`bad exemplar: ${text}`);
  const length = Object.entries(labels).reduce((sum, [name, one]) => sum + name.length + one.length, 0);
  if (length > 128) throw new Error(`exemplar labels longer than 128 characters: ${text}`);
  return { labels, value: parseNumber(value), timestamp: parseNumber(timestamp) };
}
