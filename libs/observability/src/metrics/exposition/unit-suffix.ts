const UNITS: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['TiBy', 'tebibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['%', 'percent'],
  ['1', ''],
]);

const PER_UNITS: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

/** The words that a unit adds to a metric name: what is measured, and per what. Either may be empty. */
export interface UnitSuffix {
  readonly main: string;
  readonly per: string;
}

/**
 * Spells a UCUM unit in Prometheus words: `s` is seconds, `By/s` bytes per second; annotations such as `{request}`
 * say nothing. An unknown unit is taken as it stands, less what a name cannot hold.
 *
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#otlp-metric-points-to-prometheus
 */
export function unitSuffix(unit: string): UnitSuffix {
  const slash = unit.indexOf('/');
  const main = slash === -1 ? unit : unit.slice(0, slash);
  const per = slash === -1 ? '' : unit.slice(slash + 1);
  return { main: spell(main, UNITS), per: spell(per, PER_UNITS) };
}

function spell(unit: string, words: ReadonlyMap<string, string>): string {
  const trimmed = unit.trim();
  if (trimmed.includes('{') || trimmed.includes('}')) return '';
  return words.get(trimmed) ?? trimmed.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^_|_$/g, '');
}
