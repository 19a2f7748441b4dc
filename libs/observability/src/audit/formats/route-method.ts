/** HTTP method of a route such as `POST /orders/:id`; undefined for operations that came another way. */
export function routeMethod(route: string | undefined): string | undefined {
  return /^([A-Z]+) \//.exec(route ?? '')?.[1];
}
