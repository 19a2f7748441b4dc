import { html, type Html } from './html.ts';

/** One line of a chart. */
export interface Line {
  readonly name: string;
  /** Name of a colour in the style sheet. */
  readonly colour: 'blue' | 'green' | 'orange' | 'red';
  /** One value for each second; a gap is left where there is none. */
  readonly values: readonly (number | undefined)[];
}

const WIDTH = 420;
const HEIGHT = 200;
const MARGIN = { left: 52, right: 16, top: 8, bottom: 24 };

/** From a value to its height between 0 and 1, and the values that get a line of their own. */
interface Scale {
  readonly height: (value: number) => number;
  readonly steps: readonly number[];
}

/** A chart over the seconds of the run, with its legend. */
export function lineChart(
  title: string,
  unit: string,
  lines: readonly Line[],
  scaleOf: (values: readonly number[]) => Scale = linear,
): Html {
  const seconds = Math.max(2, ...lines.map(({ values }) => values.length));
  const { height, steps } = scaleOf(
    lines.flatMap(({ values }) => values.filter(value => value !== undefined)),
  );
  const x = (at: number): number => MARGIN.left + (at / (seconds - 1)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number): number =>
    HEIGHT - MARGIN.bottom - height(value) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const times = [0, 0.25, 0.5, 0.75, 1].map(share => Math.round(share * (seconds - 1)));
  return html`<figure>
    <figcaption>${title} <small>${unit}</small></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
      ${steps.map(
        value =>
          html`<line
              class="grid"
              x1="${MARGIN.left}"
              x2="${WIDTH - MARGIN.right}"
              y1="${y(value)}"
              y2="${y(value)}"
            /><text class="y" x="${MARGIN.left - 6}" y="${y(value) + 4}">${short(value)}</text>`,
      )}
      ${times.map(at => html`<text class="x" x="${x(at)}" y="${HEIGHT - 6}">${at} s</text>`)}
      ${lines.map(({ colour, values }) => html`<path class="${colour}" d="${path(values, x, y)}" />`)}
    </svg>
    <ul class="legend">
      ${lines.map(({ name, colour }) => html`<li class="${colour}">${name}</li>`)}
    </ul>
  </figure>`;
}

function path(values: Line['values'], x: (at: number) => number, y: (value: number) => number): string {
  let pen = 'M';
  return values
    .map((value, at) => {
      if (value === undefined) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = 'L';
      return point;
    })
    .join('');
}

/** Begins at zero. */
function linear(values: readonly number[]): Scale {
  const top = niceCeiling(Math.max(0, ...values));
  return { height: value => value / top, steps: [0, 0.25, 0.5, 0.75, 1].map(share => share * top) };
}

/** A step for each power of ten, so that the usual and the worst are both to be seen. */
export function logarithmic(values: readonly number[]): Scale {
  const positive = values.filter(value => value > 0);
  const low = Math.floor(Math.log10(Math.min(1, ...positive)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, ...positive))));
  return {
    height: value => Math.max(0, (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low)),
    steps: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  };
}

/** 1, 2 or 5 times a power of ten. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find(step => step * power >= value) ?? 10) * power;
}

const short = (value: number): string =>
  value >= 1_000 ? `${value / 1_000}k` : String(Number(value.toPrecision(3)));
