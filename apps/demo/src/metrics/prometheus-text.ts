import { DemoError } from '../demo.error.ts';

/** One line of a metrics page. */
export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads the Prometheus text format 0.0.4. */
export function parsePrometheusText(page: string): Sample[] {
  return page.split('\n').flatMap(line => {
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    return name === undefined ? [] : [{ name, labels: parseLabels(labels), value: parseNumber(value) }];
  });
}

/** The page of a service. */
export async function scrape(url: string): Promise<Sample[]> {
  const response = await fetch(`${url}/metrics`, {
    headers: { accept: 'text/plain;version=0.0.4' },
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new DemoError(`${url}/metrics answered ${response.status}`);
  return parsePrometheusText(await response.text());
}

function parseLabels(text: string): Map<string, string> {
  const pairs = [...text.matchAll(LABEL)].map(([, key, value]): [string, string] => [key!, unescape(value!)]);
  return new Map(pairs);
}

function unescape(value: string): string {
  return value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

function parseNumber(text = ''): number {
  return Number(text.replace(/^([+-]?)Inf$/, '$1Infinity'));
}
