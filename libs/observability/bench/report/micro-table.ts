import type { MicroResult, MicroRow } from '../micro/micro-result.js';
import { figure, markdownTable } from './markdown-table.js';

const HEADER = [
  'state',
  'decorator',
  'async ns',
  'over plain',
  'of nestjs-otel',
  'sync ns',
  'over plain',
  'of nestjs-otel',
];

/** The micro run as a table: medians of nanoseconds of CPU for one call; "of nestjs-otel" is its call's share. */
export function microTable({ rows }: MicroResult): string {
  const plain = rows.find(({ subject }) => subject === 'plain');
  const cells = (row: MicroRow, key: 'asyncNs' | 'syncNs') => {
    const rival = rows.find(({ subject, state }) => subject === 'nestjs-otel' && state === row.state);
    return [
      figure(row[key], row[key] < 10 ? 1 : 0),
      row === plain ? '-' : figure(row[key] - (plain?.[key] ?? NaN)),
      row === plain || !rival ? '-' : figure(row[key] / rival[key], 2),
    ];
  };
  return markdownTable(
    HEADER,
    rows.map(row => [
      row === plain ? '' : row.state,
      row.subject,
      ...cells(row, 'asyncNs'),
      ...cells(row, 'syncNs'),
    ]),
  );
}
