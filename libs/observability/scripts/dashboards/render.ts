import {
  LegendDisplayMode,
  LegendPlacement,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as LinesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import type { DashboardModel, Panel, Query } from './model.ts';

const source = { type: 'prometheus', uid: '${datasource}' };
/** Sent by every service of ours, so it names them. */
const services = 'nestjs_observability_signal_enabled';

type AnyPanel = LinesPanel | StatPanel | TablePanel;

/** A page as Grafana imports it. */
export function render(model: DashboardModel): Dashboard {
  const page = new DashboardBuilder(model.title)
    .uid(model.uid)
    .description(model.description)
    .tags(['nestjs', 'nestjs-observability'])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .link(new DashboardLinkBuilder('NestJS').tags(['nestjs-observability']).asDropdown(true).keepTime(true))
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
  for (const choice of choicesOf(model)) {
    page.withVariable(
      new QueryVariableBuilder(choice.name)
        .label(choice.title)
        .datasource(source)
        .query(choice.query)
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .multi(true)
        .includeAll(true)
        .allValue('.*'),
    );
  }
  for (const row of model.rows) {
    page.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) page.withPanel(panelOf(panel));
  }
  return page.build();
}

function choicesOf({
  withoutInstances,
  choices = [],
}: DashboardModel): NonNullable<DashboardModel['choices']> {
  if (withoutInstances) return choices;
  return [
    { name: 'job', title: 'Service', query: `label_values(${services}, job)` },
    { name: 'instance', title: 'Instance', query: `label_values(${services}{job=~"$job"}, instance)` },
    ...choices,
  ];
}

function panelOf(panel: Panel): AnyPanel {
  const built = visual(panel)
    .title(panel.title)
    .description(panel.description)
    .datasource(source)
    .unit(panel.unit)
    .height(panel.kind === 'number' ? 5 : 8)
    .span(panel.width ?? 8)
    .thresholds(thresholds(panel));
  for (const query of panel.queries) built.withTarget(target(query, panel));
  return built;
}

function visual({ kind = 'lines' }: Panel): AnyPanel {
  if (kind === 'number') return new StatPanel();
  if (kind === 'table') return new TablePanel();
  const lines = new LinesPanel()
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  return kind === 'stacked'
    ? lines.fillOpacity(30).stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    : lines.fillOpacity(5);
}

function thresholds({ limits, lowIsBad = false }: Panel): ThresholdsConfigBuilder {
  const [warning, bad] = limits ?? [];
  const steps =
    warning === undefined || bad === undefined
      ? [{ value: null, color: 'green' }]
      : lowIsBad
        ? [
            { value: null, color: 'red' },
            { value: bad, color: 'orange' },
            { value: warning, color: 'green' },
          ]
        : [
            { value: null, color: 'green' },
            { value: warning, color: 'orange' },
            { value: bad, color: 'red' },
          ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}

function target({ expr, legend, exemplars = false }: Query, { kind, queries }: Panel): DataqueryBuilder {
  const index = queries.findIndex(query => query.expr === expr);
  const query = new DataqueryBuilder()
    .refId(String.fromCharCode(65 + index))
    .datasource(source)
    .expr(expr)
    .exemplar(exemplars)
    .legendFormat(legend ?? '__auto');
  if (kind === 'table') return query.instant().format(PromQueryFormat.Table);
  return query.range();
}
