/** One line, bar or number of a panel. */
export interface Query {
  /** PromQL; `$job` and `$instance` are the chosen services and instances, `$__rate_interval` the window of rates. */
  readonly expr: string;
  /** Template of the legend, e.g. `{{http_route}}`. */
  readonly legend?: string;
  /** Shows exemplars, which link to traces. */
  readonly exemplars?: boolean;
}

/** One picture. */
export interface Panel {
  readonly title: string;
  /** What it means and when to worry; shown beside the title. */
  readonly description: string;
  /** @defaultValue lines over time */
  readonly kind?: 'lines' | 'stacked' | 'number' | 'table';
  /** Unit of Grafana: `s`, `reqps`, `percentunit`, `bytes`, `short`. */
  readonly unit: string;
  /** Columns of 24. @defaultValue 8 */
  readonly width?: number;
  /** Values from which on it turns orange and red. */
  readonly limits?: readonly [warning: number, bad: number];
  /** Turns the limits around: low is bad. */
  readonly lowIsBad?: boolean;
  readonly queries: readonly Query[];
}

/** A page. */
export interface DashboardModel {
  /** Name of the file and address of the page. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Choices besides service and instance, from the values of a label. */
  readonly choices?: readonly { readonly name: string; readonly title: string; readonly query: string }[];
  /** @defaultValue `job` and `instance` of our services */
  readonly withoutInstances?: boolean;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

/** Selects what was chosen, and whatever else is given: `of('http_route=~"$route"')`. */
export const of = (...more: readonly string[]): string =>
  `{${['job=~"$job"', 'instance=~"$instance"', ...more].join(',')}}`;

/** Per second, over the window that suits the zoom. */
export const rate = (series: string): string => `rate(${series}[$__rate_interval])`;

/** A quantile of a histogram. */
export const quantile = (q: number, histogram: string, selector: string, by = 'le'): string =>
  `histogram_quantile(${q}, sum by (${by}) (${rate(`${histogram}_bucket${selector}`)}))`;

/** The three percentiles that a latency panel shows. */
export const percentiles = (histogram: string, selector: string): Query[] =>
  [0.5, 0.95, 0.99].map(q => ({
    expr: quantile(q, histogram, selector),
    legend: `p${q * 100}`,
    exemplars: q === 0.99,
  }));
