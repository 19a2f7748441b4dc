import type { HttpServer } from '@nestjs/common';

interface FastifyRoutes {
  hasRoute(route: { method: string; url: string }): boolean;
}

interface ExpressRoutes {
  readonly router: {
    readonly stack: readonly {
      readonly route?: {
        readonly path: unknown;
        readonly methods: { readonly get?: boolean; readonly _all?: boolean };
      };
    }[];
  };
}

/**
 * How many routes answer `GET` on exactly this path. Express would serve the first of them and never reach the others;
 * Fastify would refuse the second with an error that does not say whose the first one is.
 */
export function routesOn(adapter: HttpServer, path: string): number {
  const instance = adapter.getInstance() as FastifyRoutes | ExpressRoutes;
  if ('hasRoute' in instance) return instance.hasRoute({ method: 'GET', url: path }) ? 1 : 0;
  return instance.router.stack.filter(
    ({ route }) => route?.path === path && (route.methods.get === true || route.methods._all === true),
  ).length;
}
