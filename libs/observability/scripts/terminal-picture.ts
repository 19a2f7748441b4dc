import { text } from 'node:stream/consumers';
import { parseArgs, stripVTControlCharacters } from 'node:util';

/*
 * Draws coloured terminal output as an SVG: real output for the README, in a form that can be reviewed as text.
 *
 *   FORCE_COLOR=1 npm run -s demo -- --once > .data/demo.ansi
 *   node libs/observability/scripts/terminal-picture.ts --from 'One order' --to Checked < .data/demo.ansi > picture.svg
 */

const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });

/** A stretch of text in one style. */
interface Run {
  readonly text: string;
  readonly column: number;
  readonly style: Style;
}

interface Style {
  readonly colour: string;
  readonly dim: boolean;
  readonly bold: boolean;
}

const CELL = { width: 8.4, height: 20, ascent: 14 };
const PADDING = 16;
const PLAIN: Style = { colour: '#d6deeb', dim: false, bold: false };
const COLOURS = new Map([
  [31, '#ff6b6b'],
  [32, '#7bd88f'],
  [33, '#ffd866'],
  [35, '#d88cff'],
  [36, '#5ad4e6'],
]);
/** Begins an escape sequence; a number and `m` follow. */
const COLOUR_CODE = '\u001b[';
const BLOCK = /[█━]+/g;

const lines = cut((await text(process.stdin)).split(/\r?\n/));
const columns = Math.max(...lines.map(line => stripVTControlCharacters(line).length));
const width = Math.ceil(columns * CELL.width + 2 * PADDING);
const height = lines.length * CELL.height + 2 * PADDING;

process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" rx="8" fill="#0d1521"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">
${lines.flatMap((line, row) => runsOf(line).flatMap(run => draw(run, row))).join('\n')}
</g>
</svg>
`);

function cut(all: readonly string[]): readonly string[] {
  const from =
    values.from === undefined
      ? 0
      : all.findIndex(line => stripVTControlCharacters(line).startsWith(values.from!));
  const to =
    values.to === undefined
      ? -1
      : all.findIndex(line => stripVTControlCharacters(line).startsWith(values.to!));
  if (from < 0) throw new Error(`No line begins with "${values.from}".`);
  return all.slice(from, to < 0 ? undefined : to - 1);
}

function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let style = PLAIN;
  let column = 0;
  for (const [index, part] of line.split(COLOUR_CODE).entries()) {
    const code = index === 0 ? undefined : part.slice(0, part.indexOf('m'));
    const text = code === undefined ? part : part.slice(code.length + 1);
    if (code !== undefined) style = styled(style, Number(code));
    runs.push({ text, column, style });
    column += text.length;
  }
  return runs;
}

function styled(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, colour: PLAIN.colour };
  return { ...style, colour: COLOURS.get(code) ?? style.colour };
}

/** Bars become rectangles, so that they look the same in every font; each text is held to its columns. */
function draw({ text, column, style }: Run, row: number): string[] {
  const top = PADDING + row * CELL.height;
  const look = `fill="${style.colour}"${style.dim ? ' opacity="0.55"' : ''}${style.bold ? ' font-weight="bold"' : ''}`;
  const x = (offset: number): string => (PADDING + (column + offset) * CELL.width).toFixed(1);
  const wide = (characters: number): string => (characters * CELL.width).toFixed(1);
  const bars = [...text.matchAll(BLOCK)].map(
    ({ 0: bar, index }) =>
      `<rect x="${x(index)}" y="${top + 4}" width="${wide(bar.length)}" height="12" rx="2" ${look}/>`,
  );
  const words = [...text.replace(BLOCK, bar => ' '.repeat(bar.length)).matchAll(/\S+(?: \S+)*/g)].map(
    ({ 0: word, index }) =>
      `<text x="${x(index)}" y="${top + CELL.ascent}" textLength="${wide(word.length)}" ${look}>${escape(word)}</text>`,
  );
  return [...bars, ...words];
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
