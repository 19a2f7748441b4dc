import type { TraceNode } from '../traces/trace-tree.ts';
import { duration, paint, print } from './terminal.ts';

const BAR = 36;

/** Prints a trace as a tree, with a bar for when each span ran. */
export function printTrace(roots: readonly TraceNode[]): void {
  const all = roots.flatMap(flatten);
  const start = Math.min(...all.map(({ span }) => span.start));
  const end = Math.max(...all.map(({ span }) => span.end));
  const lines = roots.flatMap(root => draw(root, '', ''));
  const width = Math.max(...lines.map(({ label }) => label.length)) + 2;
  for (const { label, node } of lines) {
    const { span } = node;
    const name = span.failed ? paint.bad(label.padEnd(width)) : label.padEnd(width);
    const took = duration(span.end - span.start).padStart(9);
    print(`  ${name}${paint.service(span.service, span.service.padEnd(10))}${bar(node, start, end)}${took}`);
  }
}

interface DrawnLine {
  readonly label: string;
  readonly node: TraceNode;
}

function draw(node: TraceNode, branch: string, indent: string): DrawnLine[] {
  const children = node.children.flatMap((child, index) => {
    const last = index === node.children.length - 1;
    return draw(child, `${indent}${last ? '└─ ' : '├─ '}`, `${indent}${last ? '   ' : '│  '}`);
  });
  return [{ label: `${branch}${node.span.name}`, node }, ...children];
}

function bar({ span }: TraceNode, start: number, end: number): string {
  const scale = BAR / Math.max(end - start, 0.001);
  const before = Math.min(BAR - 1, Math.floor((span.start - start) * scale));
  const length = Math.max(1, Math.min(BAR - before, Math.round((span.end - span.start) * scale)));
  const after = BAR - before - length;
  return `${paint.quiet('·'.repeat(before))}${paint.service(span.service, '█'.repeat(length))}${paint.quiet('·'.repeat(after))}`;
}

function flatten(node: TraceNode): TraceNode[] {
  return [node, ...node.children.flatMap(flatten)];
}
