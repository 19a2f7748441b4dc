import { parsePrometheusText } from './prometheus-text.ts';
import { routeStatistics } from './route-statistics.ts';

const page = (ok: number, failed: number): string => `
http_server_request_duration_seconds_bucket{http_request_method="GET",http_route="/a",http_response_status_code="200",le="0.1"} ${ok}
http_server_request_duration_seconds_bucket{http_request_method="GET",http_route="/a",http_response_status_code="200",le="+Inf"} ${ok}
http_server_request_duration_seconds_count{http_request_method="GET",http_route="/a",http_response_status_code="200"} ${ok}
http_server_request_duration_seconds_bucket{http_request_method="GET",http_route="/a",http_response_status_code="500",le="0.1"} 0
http_server_request_duration_seconds_bucket{http_request_method="GET",http_route="/a",http_response_status_code="500",le="+Inf"} ${failed}
http_server_request_duration_seconds_count{http_request_method="GET",http_route="/a",http_response_status_code="500"} ${failed}
http_server_request_duration_seconds_count{http_request_method="GET",http_route="unmatched",http_response_status_code="200"} ${ok}
http_server_request_duration_seconds_count{http_request_method="GET",http_route="/idle",http_response_status_code="200"} 7
`;

describe('routeStatistics', () => {
  it('joins the statuses of a route and counts what happened between two scrapes only', () => {
    const [route, ...others] = routeStatistics(
      parsePrometheusText(page(10, 1)),
      parsePrometheusText(page(19, 2)),
    );
    expect(route).toMatchObject({ route: 'GET /a', requests: 10 });
    expect(route?.counts).toEqual(
      new Map([
        ['200', 9],
        ['500', 1],
      ]),
    );
    expect(route?.p50).toBeCloseTo(0.1 * (5 / 9));
    expect(route?.p99).toBe(0.1);
    expect(others).toEqual([]);
  });
});
