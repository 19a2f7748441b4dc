import type { HttpServer } from '@nestjs/common';
import type { ConfigurationProblem } from '../../config/configuration-problem.js';
import type { EndpointHandler } from '../../core/endpoint.js';
import { routesOn } from './routes-on.js';
import { serveEndpoint } from './serve-endpoint.js';

/** One endpoint of the library. */
export interface OperationalEndpoint {
  readonly path: string;
  readonly handler: EndpointHandler;
  /** The option that moves it, for the error message. */
  readonly option: string;
}

/**
 * Serves the endpoints of the library beside the routes of the application. Where the order of routes decides (Express)
 * they come before them, so that no wildcard and no middleware of a module takes a probe; elsewhere they come after them.
 */
export class OperationalEndpoints {
  constructor(
    private readonly adapter: HttpServer,
    private readonly endpoints: readonly OperationalEndpoint[],
  ) {}

  /** Call it just before Nest maps the routes of the application. */
  beforeRoutes(): void {
    if (this.ordered) this.serve();
  }

  /** Call it when they are mapped; gives the endpoints whose path the application serves, too. */
  afterRoutes(): readonly ConfigurationProblem[] {
    const allowed = this.ordered ? 1 : 0;
    const clashes = this.endpoints.filter(({ path }) => routesOn(this.adapter, path) > allowed);
    if (!this.ordered && clashes.length === 0) this.serve();
    return clashes.map(({ path, option }) => ({
      path: option,
      message: 'is the path of a route of the application, so one of the two would never be reached',
      given: `'${path}'`,
      fix: `give ${option} or the route another path`,
    }));
  }

  private get ordered(): boolean {
    return this.adapter.isRouteOrderSensitive?.() ?? true;
  }

  private serve(): void {
    for (const { path, handler } of this.endpoints) serveEndpoint(this.adapter, path, handler);
  }
}
