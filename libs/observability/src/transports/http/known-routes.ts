import type { HttpServer } from '@nestjs/common';

interface FastifyHooks {
  addHook(name: 'onRoute', hook: (route: { readonly url: string }) => void): unknown;
}

interface ExpressRouter {
  readonly router?: { readonly stack: readonly { readonly route?: { readonly path: unknown } }[] };
}

/** The templates of the routes of an application: Fastify tells each as it comes, Express has a list of them. */
export class KnownRoutes {
  private readonly heard = new Set<string>();

  /** Call it before the application maps its routes. */
  constructor(private readonly adapter: HttpServer) {
    const instance = adapter.getInstance() as Partial<FastifyHooks>;
    if (typeof instance.addHook === 'function') instance.addHook('onRoute', ({ url }) => this.heard.add(url));
  }

  /** Every template so far. */
  list(): ReadonlySet<string> {
    const { router } = this.adapter.getInstance() as ExpressRouter;
    const paths = (router?.stack ?? []).map(({ route }) => route?.path);
    return new Set([...this.heard, ...paths.filter(path => typeof path === 'string')]);
  }
}
