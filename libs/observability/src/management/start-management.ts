import { ObservabilityConfigurationError } from '../config/observability-configuration.error.js';
import { managementPaths, type ResolvedManagement } from '../config/resolved-management.js';
import type { EndpointHandler } from '../core/endpoint.js';
import type { FaultLog } from '../core/fault-log.js';
import { BearerToken } from './bearer-token.js';
import { answer, type ManagementRoute } from './management-request.js';
import { ManagementServer } from './management-server.js';
import type { Switches } from './switches.js';
import { SwitchesEndpoint } from './switches.endpoint.js';

/** What operators are shown and may turn. */
export interface ManagementParts {
  readonly options: ResolvedManagement;
  /** Endpoints that everybody who reaches the port may ask, by path. */
  readonly open: ReadonlyMap<string, EndpointHandler>;
  /** States and latencies of the checks; absent without health. */
  readonly details: EndpointHandler | undefined;
  readonly switches: Switches;
  readonly faults: FaultLog;
}

/** The running listener. */
export interface StartedManagement {
  /** `http://127.0.0.1:9464` */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts the listener for operators.
 *
 * @throws ObservabilityConfigurationError when nobody can listen there, for example because the port is taken
 */
export async function startManagement(parts: ManagementParts): Promise<StartedManagement> {
  const { options, faults } = parts;
  const { host, port, isLoopback } = options;
  const token = new BearerToken(options, faults);
  const switches = new SwitchesEndpoint(parts.switches);
  const routes = routesOf(parts, token.wanted, switches);
  const server = new ManagementServer({ host, port, routes, access: { token, isLoopback, faults } });
  try {
    await server.listen();
  } catch (error) {
    throw cannotListen(options, error as NodeJS.ErrnoException);
  }
  return {
    url: server.url,
    async stop() {
      switches.stop();
      await server.close();
    },
  };
}

function routesOf(
  { options, open, details }: ManagementParts,
  hasToken: boolean,
  switches: SwitchesEndpoint,
): ManagementRoute[] {
  const routes: ManagementRoute[] = [...open].map(([path, handle]) => ({ path, guarded: false, handle }));
  // To other hosts only metrics and bare health are shown without a token.
  if (details && (options.isLoopback || hasToken))
    routes.push({ path: managementPaths.details, guarded: true, handle: details });
  if (options.switches)
    routes.push({ path: managementPaths.switches, guarded: true, handle: switches.handle });
  const paths = ['/', ...routes.map(({ path }) => path)];
  return [{ path: '/', guarded: false, handle: async () => answer(200, { paths }) }, ...routes];
}

const fixes = new Map([
  ['EADDRINUSE', 'give management.port another port, or 0 for any that is free; or end what listens there'],
  ['EACCES', 'use a port above 1023'],
  ['EADDRNOTAVAIL', `use an address of this machine, for example '127.0.0.1' or '0.0.0.0'`],
  ['ENOTFOUND', `use an address of this machine, for example '127.0.0.1' or '0.0.0.0'`],
]);

function cannotListen({ host, port }: ResolvedManagement, { code = 'unknown error' }: NodeJS.ErrnoException) {
  const why = code === 'EADDRINUSE' ? 'is taken' : 'cannot be listened on';
  return new ObservabilityConfigurationError([
    {
      path: 'management.port',
      message: `${why} (${code})`,
      given: `${host}:${port}`,
      fix: fixes.get(code) ?? 'see what the error code means on this system',
    },
  ]);
}
