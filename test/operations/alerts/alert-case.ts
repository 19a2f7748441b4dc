/** Series as promtool writes them: a selector, and values such as `0+1x60` (one more each minute). */
export type Scenario = Readonly<Record<string, string>>;

/** When an alert fires, and when something that looks alike must not make it fire. */
export interface AlertCase {
  readonly alert: string;
  /** Minutes after the start at which both are looked at. */
  readonly minute: number;
  readonly fires: Scenario;
  readonly silent: Scenario;
}

/** The series that tells which jobs are ours. */
export const ours = (values: string, job = 'shop'): Scenario => ({
  [`nestjs_observability_signal_enabled{job="${job}",instance="a",nestjs_observability_signal="traces"}`]:
    values,
});

/** Requests of one route and status. */
export const requests = (status: string, values: string, more = ''): Scenario => ({
  [`http_server_request_duration_seconds_count{job="shop",instance="a",http_request_method="GET",http_route="/orders",http_response_status_code="${status}"${more}}`]:
    values,
});
