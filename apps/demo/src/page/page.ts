import { bySecond, byRoute } from './figures.ts';
import { auditSection } from './audit-section.ts';
import { html, Html } from './html.ts';
import { lineChart, logarithmic } from './line-chart.ts';
import type { RunRecord, ServedRequest } from './run-record.ts';
import { styles } from './styles.ts';
import { waterfall } from './waterfall.ts';

/** The report of a run: one file that needs no other, and no network. */
export function page(record: RunRecord): string {
  const orders = record.requests?.['orders'];
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Demo run of ${record.at.slice(0, 19)}</title>
        <style>
          ${new Html(styles)}
        </style>
      </head>
      <body>
        <main>
          <h1>nestjs-observability: a run of the demo</h1>
          <p>
            ${record.at.replace('T', ' ').slice(0, 19)} UTC, ${Math.round(record.seconds)} seconds of traffic,
            ${record.database}
          </p>
          ${tiles(record, orders ?? [])}
          ${
            orders === undefined
              ? html`<p>The traces of this run are in the backend that OTEL_EXPORTER_OTLP_ENDPOINT names.</p>`
              : charts(orders)
          }
          ${
            orders &&
            html`<h2>Routes, slowest first</h2>
              ${routes(orders)}`
          }
          ${
            record.showcase.trees &&
            html`<h2>One order, end to end</h2>
              <p>Trace <code>${record.showcase.traceId}</code></p>
              <div class="sheet">${waterfall(record.showcase.trees)}</div>`
          }
          ${auditSection(record.audit)}
          <h2>Checked</h2>
          <div class="sheet">
            ${record.promises.map(
              ({ title, problems }) =>
                html`<div class="${problems.length === 0 ? 'good' : 'bad'}">
                  ${problems.length === 0 ? '✔' : '✘'} ${title} ${problems.join('; ')}
                </div>`,
            )}
          </div>
        </main>
      </body>
    </html>`;
  return body.text;
}

function tiles({ seconds, audit, promises }: RunRecord, requests: readonly ServedRequest[]): Html {
  const failed = requests.filter(({ status }) => status >= 500).length;
  const share = requests.length === 0 ? 0 : (failed / requests.length) * 100;
  const broken = promises.filter(({ problems }) => problems.length > 0).length;
  return html`<section class="tiles">
    <div class="tile"><b>${requests.length}</b><span>requests</span></div>
    <div class="tile"><b>${(requests.length / Math.max(1, seconds)).toFixed(1)}</b><span>a second</span></div>
    <div class="tile"><b>${share.toFixed(1)} %</b><span>errors (5xx)</span></div>
    <div class="tile ${audit.verification.code === 0 ? 'good' : 'bad'}">
      <b>${audit.verification.code === 0 ? 'intact' : 'not proven'}</b><span>audit trail</span>
    </div>
    <div class="tile ${broken === 0 ? 'good' : 'bad'}">
      <b>${promises.length - broken}/${promises.length}</b><span>promises kept</span>
    </div>
  </section>`;
}

function charts(requests: readonly ServedRequest[]): Html {
  const seconds = bySecond(requests);
  return html`<h2>Over time</h2>
    <section class="charts">
      ${lineChart('Rate', 'requests a second', [
        { name: 'requests', colour: 'blue', values: seconds.map(second => second.requests) },
      ])}
      ${lineChart('Errors', 'requests a second', [
        { name: 'failed (5xx)', colour: 'red', values: seconds.map(second => second.failed) },
        { name: 'refused (4xx)', colour: 'orange', values: seconds.map(second => second.refused) },
      ])}
      ${lineChart(
        'Latency',
        'milliseconds, each step ten times the last',
        [
          { name: 'p50', colour: 'green', values: seconds.map(second => second.p50) },
          { name: 'p95', colour: 'orange', values: seconds.map(second => second.p95) },
          { name: 'p99', colour: 'red', values: seconds.map(second => second.p99) },
        ],
        logarithmic,
      )}
    </section>`;
}

function routes(requests: readonly ServedRequest[]): Html {
  return html`<div class="sheet">
    <table>
      <thead>
        <tr>
          <th>Route</th>
          ${['requests', 'failed', 'p50', 'p95', 'slowest'].map(name => html`<th class="number">${name}</th>`)}
          <th>its trace</th>
        </tr>
      </thead>
      <tbody>
        ${byRoute(requests).map(
          ({ route, requests: count, failed, p50, p95, slowest }) =>
            html`<tr>
              <td>${route}</td>
              <td class="number">${count}</td>
              <td class="number ${failed > 0 ? 'bad' : ''}">${failed}</td>
              ${[p50, p95, slowest.milliseconds].map(value => html`<td class="number">${value.toFixed(1)} ms</td>`)}
              <td><code>${slowest.traceId}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
