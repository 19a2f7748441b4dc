import { html, type Html } from './html.ts';
import type { RunRecord } from './run-record.ts';

/** Who changed what of one order, and whether the answer can be trusted. */
export function auditSection({ orderId, lines, verification }: RunRecord['audit']): Html {
  return html`<h2>Who changed what</h2>
    <p>Order <code>${orderId}</code></p>
    <div class="sheet">
      <table>
        <thead>
          <tr>
            ${['time', 'who', 'action', 'outcome', 'what'].map(name => html`<th>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            line =>
              html`<tr>
                <td>${line.at.slice(11, 23)}</td>
                <td>${line.actor}</td>
                <td>${line.action}</td>
                <td class="${colours[line.outcome] ?? 'warning'}">${line.outcome}</td>
                <td class="wide">
                  ${[
                    ...line.changes.map(
                      ({ path, before, after }) => `${path.slice(1)}: ${text(before)} → ${text(after)}`,
                    ),
                    ...(line.reason === undefined ? [] : [`“${line.reason}”`]),
                    ...(line.problem === undefined ? [] : [line.problem]),
                  ].join(', ')}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <h2>Can the answer be trusted?</h2>
    <div class="sheet">
      <pre class="${verification.code === 0 ? 'good' : 'bad'}">${verification.output}</pre>
    </div>`;
}

const colours: Readonly<Record<string, string>> = { success: 'good', failure: 'bad' };

/** What is personal is sealed in the trail; without its key it is not to be read. */
function text(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'object' && value !== null && '$sealed' in value) return '(sealed)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
