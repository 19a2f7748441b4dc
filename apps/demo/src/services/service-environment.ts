import { choosePort } from './free-port.ts';
import { dataDirectory } from '../workspace.ts';

/** Where the services run and what they are told. */
export interface ServiceEnvironment {
  readonly ordersUrl: string;
  readonly paymentsUrl: string;
  readonly dataDirectory: string;
  /** `PostgreSQL` or `SQLite`. */
  readonly database: string;
  readonly variables: NodeJS.ProcessEnv;
}

/** Whether the user sends telemetry to a backend of their own. */
export function hasOwnBackend(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
}

/**
 * Prepares the environment of both services. What the user has set stays, except what would make one service
 * pass for the other (`OTEL_SERVICE_NAME`) or refuse the demo's tokens (`OIDC_ISSUER`, `NODE_ENV=production`).
 * @param collector - base URL of the demo's own receiver, unless the user has a backend
 */
export async function serviceEnvironment(
  env: NodeJS.ProcessEnv,
  collector: string | undefined,
): Promise<ServiceEnvironment> {
  const { OTEL_SERVICE_NAME: _name, OIDC_ISSUER: _issuer, ...kept } = env;
  const directory = dataDirectory(env);
  const ports = [await choosePort(env, 'PORT', 3000), await choosePort(env, 'PAYMENTS_PORT', 3001)] as const;
  const [ordersUrl, paymentsUrl] = ports.map(port => `http://${reachable(env.HOST)}:${port}`) as [
    string,
    string,
  ];
  return {
    ordersUrl,
    paymentsUrl,
    dataDirectory: directory,
    database: env.DATABASE_URL ? 'PostgreSQL' : 'SQLite',
    variables: {
      // Traces are shown at the end of the run: half a second beats the five that the batch waits by default.
      OTEL_BSP_SCHEDULE_DELAY: '500',
      // The app's two seconds are too short for a payment on a machine that is busy with something else.
      PAYMENTS_TIMEOUT_MS: '5000',
      STOCK_REPORT_AT_START: 'true',
      ...kept,
      NODE_ENV: 'development',
      PORT: String(ports[0]),
      PAYMENTS_PORT: String(ports[1]),
      PAYMENTS_URL: paymentsUrl,
      DATA_DIR: directory,
      ...(collector && { OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }),
    },
  };
}

/** An address that stands for all of them can be listened on, but not called. */
function reachable(host: string | undefined): string {
  return !host || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}
