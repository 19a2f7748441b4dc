/** Label matchers of a selector: a text must be equal, a list is one of, an expression must match. */
export type Matchers = Readonly<
  Record<string, string | readonly string[] | RegExp | { not: RegExp } | undefined>
>;

/** `name{a="x",b=~"y|z"}`; matchers without a value are left out. */
export function select(name: string, ...matchers: readonly Matchers[]): string {
  const written = matchers.flatMap(group =>
    Object.entries(group).flatMap(([label, value]) =>
      value === undefined ? [] : [`${label}${matcher(value)}`],
    ),
  );
  return written.length === 0 ? name : `${name}{${written.join(',')}}`;
}

/** A duration in Prometheus's form, in seconds: `30m` is 1800. `undefined` when it is none. */
export function seconds(duration: string): number | undefined {
  const parts = /^(\d+)(ms|s|m|h|d|w)$/.exec(duration);
  const unit = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }[parts?.[2] ?? ''];
  return parts && unit !== undefined ? Number(parts[1]) * unit : undefined;
}

/**
 * Whether a counter rose within a window, also by coming into being: a series that begins at one has no increase, and what
 * happens for the first time is what one wants to hear of.
 */
export function rose(series: string, window: string, by: string): string {
  return `sum by (${by}) (increase(${series}[${window}])) > 0 or sum by (${by}) (${series} unless ${series} offset ${window}) > 0`;
}

/**
 * The `le` label of a bucket. Pages in OpenMetrics write `1.0` where the text format and OTLP write `1`, so both are
 * asked for.
 */
export function bucketBound(bound: number): string | RegExp {
  return Number.isInteger(bound) ? new RegExp(`${bound}|${bound}\\.0`) : String(bound);
}

function matcher(value: NonNullable<Matchers[string]>): string {
  if (typeof value === 'string') return `=${quoted(value)}`;
  if (value instanceof RegExp) return `=~${quoted(value.source)}`;
  if ('not' in value) return `!~${quoted(value.not.source)}`;
  const [only, ...more] = value;
  return more.length === 0 && only !== undefined
    ? `=${quoted(only)}`
    : `=~${quoted(value.map(literal).join('|'))}`;
}

const quoted = (text: string): string => JSON.stringify(text);

/** A text as a regular expression that matches just this text (RE2). */
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
