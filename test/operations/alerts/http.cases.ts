import { requests, type AlertCase, type Scenario } from './alert-case.js';

/** Requests of which so many each minute end within the bounds. */
const durations = (within: Readonly<Record<string, number>>): Scenario =>
  Object.fromEntries(
    Object.entries(within).map(([bound, perMinute]) => [
      `http_server_request_duration_seconds_bucket{job="shop",instance="a",http_route="/orders",le="${bound}"}`,
      `0+${perMinute}x60`,
    ]),
  );
const aborted = (values: string): Scenario => ({
  'http_server_aborted_requests_total{job="shop",instance="a",http_route="/orders"}': values,
});

export const httpCases: readonly AlertCase[] = [
  {
    alert: 'HttpHighErrorRate',
    minute: 30,
    fires: { ...requests('200', '0+90x60'), ...requests('500', '0+10x60') },
    // Callers' mistakes; and one failure in a handful of requests at night.
    silent: { ...requests('200', '0+90x60'), ...requests('404', '0+90x60'), ...requests('500', '0+4x60') },
  },
  {
    alert: 'HttpRouteErrorRate',
    minute: 40,
    fires: { ...requests('200', '0+80x60'), ...requests('503', '0+20x60') },
    silent: { ...requests('200', '0+4x60'), ...requests('503', '0+4x60') },
  },
  {
    alert: 'HttpSlow',
    minute: 40,
    fires: {
      ...requests('200', '0+100x60'),
      ...durations({ '0.5': 90, '1': 95, '2.5': 100, '+Inf': 100 }),
    },
    silent: {
      ...requests('200', '0+100x60'),
      ...durations({ '0.5': 99, '1': 100, '2.5': 100, '+Inf': 100 }),
    },
  },
  {
    alert: 'HttpClientsLeave',
    minute: 30,
    fires: { ...requests('200', '0+100x60'), ...aborted('0+10x60') },
    silent: { ...requests('200', '0+100x60'), ...aborted('0+2x60') },
  },
];
