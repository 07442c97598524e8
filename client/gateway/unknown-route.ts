import type { Context, Hono } from 'hono';
import { meaning } from '#contracts/misnamed.ts';
import { nearest } from '#contracts/nearest.ts';
import { problemOf } from '#contracts/problem.ts';
import { refuse } from './problems.ts';
import type { GatewayEnv } from './services.ts';

/** Answers a request that matches no route: 405 if the path has other methods, else 404 with the nearest path. */
export function unknownRoute(app: Pick<Hono<GatewayEnv>, 'routes'>, c: Context<GatewayEnv>): Response {
  const { path, method } = c.req;
  const routes = app.routes.filter((route) => route.method !== 'ALL');
  const allowed = [...new Set(routes.filter((route) => fits(route.path, path)).map((route) => route.method))];
  if (allowed.length > 0) {
    const expected = allowed.join(', ');
    return refuse(
      c,
      { ...problemOf('METHOD_UNSUPPORTED'), observed: method, expected },
      { headers: { allow: expected } },
    );
  }
  const guess = nearestPath(path, [...new Set(routes.map((route) => route.path))]);
  return refuse(c, {
    code: 'NOT_FOUND',
    message: 'there is no such route',
    observed: path.slice(0, 200),
    remedy: guess === undefined ? 'See /openapi.json for the routes that exist.' : meaning(guess),
  });
}

const isParameter = (segment: string): boolean => segment.startsWith(':');

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((segment, i) => isParameter(segment) || segment === given[i]);
}

/** The nearest route's path. Parameters are filled in from the same positions of the requested path. */
function nearestPath(path: string, patterns: readonly string[]): string | undefined {
  const given = path.split('/');
  const filled = patterns.map((pattern) =>
    pattern
      .split('/')
      .map((segment, i) => (isParameter(segment) ? (given[i] ?? segment) : segment))
      .join('/'),
  );
  return nearest(path.slice(0, 200), filled);
}
