import type { Express } from 'express';

/** What a router of Express 5.3 says of itself; not yet in its types. */
type Listed = {
  readonly path: string | RegExp;
  /** `*` stands for `.all()`; undefined for a mounted router. */
  readonly methods: readonly string[] | undefined;
  readonly router: Lister | undefined;
};
type Lister = { readonly listRoutes: () => readonly Listed[] };

/**
 * Every operation that the app serves at or below a prefix, as `get /api/v1/keys/{id}`, sorted: read from the router itself. Left out are
 * the `HEAD` that Express adds to a `GET`, and handlers of every method, which refuse the others.
 */
export function servedOperations(app: Express, prefix: string): readonly string[] {
  const operations = operationsOf(app.router as unknown as Lister, '');
  const below = operations.filter(({ path }) => path.startsWith(prefix));
  return [...new Set(below.map(({ method, path }) => `${method} ${templateOf(path)}`))].sort();
}

type Operation = { readonly method: string; readonly path: string };

function operationsOf(router: Lister, mountedAt: string): readonly Operation[] {
  return router.listRoutes().flatMap(({ path, methods, router: mounted }): readonly Operation[] => {
    if (typeof path !== 'string') throw new Error(`a route of a regular expression cannot be documented: ${path}`);
    const whole = `${mountedAt}${path === '/' ? '' : path}`;
    if (mounted !== undefined) return operationsOf(mounted, whole);
    const named = (methods ?? []).map((method) => method.toLowerCase());
    return named.filter((method) => method !== '*' && method !== 'head').map((method) => ({ method, path: whole }));
  });
}

/** `/keys/:id` as OpenAPI writes it: `/keys/{id}`. */
function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}
