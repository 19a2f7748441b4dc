import { ours, type AlertCase, type Scenario } from './alert-case.js';

const own = (name: string, values: string, more = ''): Scenario => ({
  [`${name}{job="shop",instance="a"${more}}`]: values,
});
const dropped = (values: string, reason = 'expired'): Scenario =>
  own(
    'nestjs_observability_export_dropped_total',
    values,
    `,nestjs_observability_signal="traces",nestjs_observability_drop_reason="${reason}"`,
  );
const attempts = (values: string, error = ''): Scenario =>
  own(
    'otel_sdk_exporter_operation_duration_seconds_count',
    values,
    `,server_address="collector"${error && `,error_type="${error}"`}`,
  );

export const telemetryCases: readonly AlertCase[] = [
  {
    alert: 'TelemetryDropped',
    minute: 30,
    fires: dropped('0x15 0+40x60'),
    silent: { ...dropped('500x60'), ...dropped('0+40x60', 'sampled_out') },
  },
  {
    alert: 'TelemetryExportFailing',
    minute: 30,
    fires: { ...attempts('0+20x60'), ...attempts('0+60x60', 'timeout') },
    silent: { ...attempts('0+60x60'), ...attempts('0+20x60', 'timeout') },
  },
  {
    alert: 'TelemetryQueueFilling',
    minute: 30,
    fires: own(
      'nestjs_observability_export_queue_bytes',
      '14000000x60',
      ',nestjs_observability_signal="traces"',
    ),
    silent: own(
      'nestjs_observability_export_queue_bytes',
      '3000000x60',
      ',nestjs_observability_signal="traces"',
    ),
  },
  {
    alert: 'TelemetryFaults',
    minute: 30,
    fires: own(
      'nestjs_observability_faults_total',
      '_x10 1x60',
      ',nestjs_observability_fault_site="identify"',
    ),
    silent: own('nestjs_observability_faults_total', '7x80', ',nestjs_observability_fault_site="identify"'),
  },
  { alert: 'TelemetrySwitchedOff', minute: 120, fires: ours('1x10 0x160'), silent: ours('1x10 0x30 1x160') },
  {
    alert: 'LogLinesLost',
    minute: 30,
    fires: own(
      'nestjs_observability_log_lines_lost_total',
      '0x15 0+50x60',
      ',nestjs_observability_log_rank="debug"',
    ),
    silent: own(
      'nestjs_observability_log_lines_lost_total',
      '80x60',
      ',nestjs_observability_log_rank="debug"',
    ),
  },
  {
    alert: 'CardinalityOverflow',
    minute: 30,
    fires: own(
      'nestjs_observability_metric_overflow_total',
      '_x10 5x60',
      ',nestjs_observability_metric_name="x",nestjs_observability_metric_label="url"',
    ),
    silent: own(
      'nestjs_observability_metric_overflow_total',
      '70x80',
      ',nestjs_observability_metric_name="x",nestjs_observability_metric_label="url"',
    ),
  },
  {
    alert: 'LoadShedding',
    minute: 30,
    fires: own('nestjs_observability_shedding_level', '0x10 2x40'),
    silent: own('nestjs_observability_shedding_level', '0x10 2x2 0x40'),
  },
];
