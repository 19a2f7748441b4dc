import type { TraceNode } from '../traces/trace-tree.ts';
import { html, type Html } from './html.ts';

/** A trace as bars over time, each span inside its parent. */
export function waterfall(trees: readonly TraceNode[]): Html {
  const rows = trees.flatMap(tree => flattened(tree, 0));
  const start = Math.min(...rows.map(({ node }) => node.span.start));
  const length = Math.max(...rows.map(({ node }) => node.span.end)) - start || 1;
  return html`<div class="waterfall">
    ${rows.map(({ node: { span }, depth }) => {
      const left = ((span.start - start) / length) * 100;
      const width = Math.max(0.4, ((span.end - span.start) / length) * 100);
      return html`<div class="row ${span.failed ? 'failed' : ''}">
        <span class="name" style="padding-left:${depth}em"><b>${span.service}</b> ${span.name}</span>
        <span class="track"
          ><span
            class="bar ${span.service}"
            style="left:${left.toFixed(2)}%;width:${width.toFixed(2)}%"
          ></span
        ></span>
        <span class="time">${(span.end - span.start).toFixed(2)} ms</span>
      </div>`;
    })}
  </div>`;
}

interface Row {
  readonly node: TraceNode;
  readonly depth: number;
}

function flattened(node: TraceNode, depth: number): Row[] {
  return [{ node, depth }, ...node.children.flatMap(child => flattened(child, depth + 1))];
}
