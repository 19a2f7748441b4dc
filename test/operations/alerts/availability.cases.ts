import { ours, type AlertCase } from './alert-case.js';

const up = (instance: string, values: string, job = 'shop') => ({
  [`up{job="${job}",instance="${instance}"}`]: values,
});
const active = (values: string) => ({
  'nodejs_eventloop_time_seconds_total{job="shop",instance="a",nodejs_eventloop_state="active"}': values,
});
const ready = (values: string) => ({ 'nestjs_observability_health_ready{job="shop",instance="a"}': values });

export const availabilityCases: readonly AlertCase[] = [
  {
    alert: 'ServiceDown',
    minute: 20,
    fires: { ...ours('1x5 stale'), ...up('a', '1x5 0x30'), ...up('b', '1x5 0x30') },
    // One instance is left; and another program of the same Prometheus is down.
    silent: { ...ours('1x30'), ...up('a', '1x5 0x30'), ...up('b', '1x40'), ...up('x', '0x40', 'database') },
  },
  {
    alert: 'ServiceAbsent',
    minute: 30,
    fires: ours('1x10 stale'),
    silent: { ...ours('1x40'), ...ours('1x40', 'other') },
  },
  {
    alert: 'InstanceDown',
    minute: 30,
    fires: { ...ours('1x40'), ...up('a', '1x40'), ...up('b', '1x5 0x40') },
    // It came back in time.
    silent: {
      ...ours('1x40'),
      ...up('a', '1x40'),
      ...up('b', '1x5 0x8 1x40'),
      ...up('x', '0x40', 'database'),
    },
  },
  {
    alert: 'ServiceRestarts',
    minute: 30,
    fires: active('0+30x5 0+30x5 0+30x5 0+30x20'),
    // A deployment starts it once.
    silent: active('0+30x15 0+30x30'),
  },
  {
    alert: 'ReadinessFlapping',
    minute: 30,
    fires: ready('1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1'),
    silent: ready('1x17 0x5 1x20'),
  },
];
