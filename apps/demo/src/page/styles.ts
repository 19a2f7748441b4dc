/** The look of the report; in the page itself, so that one file is enough. */
export const styles = `
:root { color-scheme: light dark; --ink: #1c2733; --soft: #647282; --line: #dde3ea; --paper: #fff; --sheet: #f5f7f9;
  --blue: #2f6fde; --green: #1e9e6a; --orange: #d97e0b; --red: #d33a3a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7edf3; --soft: #93a1b0; --line: #2d3845; --paper: #1a222b; --sheet: #12181f; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem 4rem; background: var(--sheet); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1320px; margin: 0 auto; }
h1 { margin: 0; font-size: 1.5rem; } h2 { margin: 2.5rem 0 .75rem; font-size: 1.1rem; }
p { color: var(--soft); margin: .25rem 0; }
.tiles, .charts { display: grid; gap: 1rem; }
.tiles { grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); margin-top: 1.5rem; }
.tile, figure, .sheet { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 0; }
.tile b { display: block; font-size: 1.6rem; font-weight: 600; } .tile span { color: var(--soft); }
.tile.bad b { color: var(--red); } .tile.good b { color: var(--green); }
.charts { grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); }
figcaption { font-weight: 600; } small, .legend { color: var(--soft); font-weight: 400; }
svg { width: 100%; height: auto; display: block; }
svg path { fill: none; stroke-width: 2; stroke-linejoin: round; } svg .grid { stroke: var(--line); }
svg text { fill: var(--soft); font-size: 11px; } svg .y { text-anchor: end; } svg .x { text-anchor: middle; }
path.blue { stroke: var(--blue); } path.green { stroke: var(--green); } path.orange { stroke: var(--orange); } path.red { stroke: var(--red); }
.legend { list-style: none; display: flex; gap: 1rem; padding: 0; margin: .25rem 0 0; font-size: .85rem; }
.legend li::before { content: ""; display: inline-block; width: 12px; height: 3px; margin-right: 6px; vertical-align: middle; background: currentColor; }
.legend .blue::before { background: var(--blue); } .legend .green::before { background: var(--green); }
.legend .orange::before { background: var(--orange); } .legend .red::before { background: var(--red); }
.sheet { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th { color: var(--soft); font-weight: 500; text-align: left; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
tr:last-child td { border-bottom: 0; } td.wide { white-space: normal; } code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { margin: 0; white-space: pre-wrap; } .bad { color: var(--red); } .good { color: var(--green); } .warning { color: var(--orange); }
.waterfall .row { display: grid; grid-template-columns: minmax(220px, 30%) 1fr 90px; gap: .75rem; align-items: center; padding: .15rem 0; }
.waterfall .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .waterfall .name b { color: var(--soft); font-weight: 500; }
.waterfall .track { position: relative; height: 14px; background: var(--sheet); border-radius: 3px; } .waterfall .time { text-align: right; color: var(--soft); }
.waterfall .bar { position: absolute; top: 0; bottom: 0; border-radius: 3px; background: var(--blue); } .waterfall .bar.payments { background: var(--green); }
.waterfall .failed .bar { background: var(--red); }
`;
