/** The formats that `/metrics` speaks. */
export type ExpositionFormat = 'text' | 'openmetrics';

/** `Content-Type` of each format. */
export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

interface MediaRange {
  readonly type: string;
  readonly version: string | undefined;
  readonly quality: number;
}

/**
 * Chooses the format for an `Accept` header (RFC 9110, section 12.5.1).
 *
 * OpenMetrics 1.0 only when it is asked for by name and not liked less than text; text 0.0.4 in every other case,
 * also when nothing on offer is acceptable, because a scraper can do more with a readable page than with a 406.
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  let openmetrics = 0;
  let text = 0;
  for (const range of (accept ?? '').split(',').map(parseRange)) {
    if (isOpenMetrics(range)) openmetrics = Math.max(openmetrics, range.quality);
    else if (isText(range)) text = Math.max(text, range.quality);
  }
  return openmetrics > 0 && openmetrics >= text ? 'openmetrics' : 'text';
}

function isOpenMetrics({ type, version }: MediaRange): boolean {
  return type === 'application/openmetrics-text' && (version === undefined || version === '1.0.0');
}

function isText({ type, version }: MediaRange): boolean {
  return type === 'text/plain' && (version === undefined || version === '0.0.4');
}

function parseRange(range: string): MediaRange {
  const [type = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase());
  let version: string | undefined;
  let quality = 1;
  for (const parameter of parameters) {
    const [key, value = ''] = parameter.split('=').map(part => part.trim().replaceAll('"', ''));
    if (key === 'version') version = value;
    if (key === 'q') quality = parseQuality(value);
  }
  return { type, version, quality };
}

function parseQuality(value: string): number {
  const quality = Number(value);
  return value !== '' && quality >= 0 && quality <= 1 ? quality : 0;
}
