import { rose } from '../rules/promql.js';
import type { AlertGroup } from './alert.js';

/** Telemetry about telemetry: it must never wake anybody. */
export const telemetryAlerts: AlertGroup = {
  name: 'nestjs-telemetry',
  alerts: [
    {
      name: 'TelemetryDropped',
      severity: 'ticket',
      expr: rose(
        'nestjs_observability_export_dropped_total{nestjs_observability_drop_reason!~"superseded|sampled_out|shed|collapsed"}',
        '10m',
        'job, nestjs_observability_signal, nestjs_observability_drop_reason',
      ),
      for: '5m',
      summary:
        '{{ $labels.job }} lost {{ $value | humanize }} {{ $labels.nestjs_observability_signal }}: {{ $labels.nestjs_observability_drop_reason }}',
      description: 'What was lost is counted and will not come back; the reason says where to look.',
    },
    {
      name: 'TelemetryExportFailing',
      severity: 'ticket',
      expr: 'sum by (job, server_address) (rate(otel_sdk_exporter_operation_duration_seconds_count{error_type!=""}[5m])) / sum by (job, server_address) (rate(otel_sdk_exporter_operation_duration_seconds_count[5m])) > 0.5',
      for: '10m',
      summary: '{{ $labels.server_address }} does not take the telemetry of {{ $labels.job }}',
      description: 'Most attempts fail. Nothing is lost as long as the queue has room.',
    },
    {
      name: 'TelemetryQueueFilling',
      severity: 'ticket',
      expr: 'sum by (job, instance) (nestjs_observability_export_queue_bytes) > 12e6',
      for: '5m',
      summary:
        'Telemetry of {{ $labels.instance }} ({{ $labels.job }}) piles up: {{ $value | humanize1024 }}B',
      description:
        'Three quarters of the default limit of 16 MiB are in use; beyond it the oldest goes first, errors last.',
    },
    {
      name: 'TelemetryFaults',
      severity: 'ticket',
      expr: rose('nestjs_observability_faults_total', '30m', 'job, nestjs_observability_fault_site'),
      for: '15m',
      summary: 'Telemetry of {{ $labels.job }} fails at {{ $labels.nestjs_observability_fault_site }}',
      description:
        'A callback that was given to the library throws, or a part of it does not work. The application is not touched.',
    },
    {
      name: 'TelemetrySwitchedOff',
      severity: 'ticket',
      expr: 'min by (job, nestjs_observability_signal) (nestjs_observability_signal_enabled) == 0',
      for: '1h',
      summary: '{{ $labels.nestjs_observability_signal }} of {{ $labels.job }} are switched off',
      description: 'Somebody used the switch an hour ago or longer.',
    },
    {
      name: 'LogLinesLost',
      severity: 'ticket',
      expr: rose('nestjs_observability_log_lines_lost_total', '10m', 'job, nestjs_observability_log_rank'),
      for: '5m',
      summary:
        '{{ $labels.job }} gave up {{ $value | humanize }} log lines ({{ $labels.nestjs_observability_log_rank }})',
      description: 'Whoever reads the standard output reads too slowly, or not at all.',
    },
    {
      name: 'CardinalityOverflow',
      severity: 'ticket',
      expr: rose(
        'nestjs_observability_metric_overflow_total',
        '30m',
        'job, nestjs_observability_metric_name, nestjs_observability_metric_label',
      ),
      for: '15m',
      summary:
        '{{ $labels.nestjs_observability_metric_name }} of {{ $labels.job }} has more series than it may',
      description:
        'Values beyond the limit are counted together, so nothing explodes; but what they are is not to be seen any more.',
    },
    {
      name: 'LoadShedding',
      severity: 'ticket',
      expr: 'max by (job, instance) (nestjs_observability_shedding_level) > 0',
      for: '5m',
      summary:
        '{{ $labels.instance }} of {{ $labels.job }} is saturated and gives up telemetry (level {{ $value }})',
      description:
        'The event loop has no time. Errors and the audit trail are kept; debug lines, details and successful traces are not.',
    },
  ],
};
