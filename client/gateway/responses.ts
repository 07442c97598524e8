import { z } from '@hono/zod-openapi';
import { Code } from '#contracts/codes.ts';

const names = new Set<string>();

/**
 * Names a schema in the OpenAPI document. Throws for a name that is already used, because one of the two schemas would
 * be lost.
 */
export function named<T extends z.ZodType>(name: string, schema: T): T {
  if (names.has(name)) throw new Error(`two schemas are named ${name}`);
  names.add(name);
  return schema.openapi(name);
}

/** The body of every refusal. */
const ProblemBody = named(
  'Problem',
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: Code,
    path: z.string().optional(),
    observed: z.string().optional(),
    expected: z.string().optional(),
    remedy: z.string(),
    /** The limit that was exceeded, in bytes. */
    limit: z.number().int().optional(),
    breaks: z.array(z.looseObject({ code: Code, path: z.string() })).optional(),
    more: z.array(z.looseObject({ code: Code, detail: z.string() })).optional(),
  }),
);

const meanings = {
  308: 'The pipeline has another name: `Location` is the same place of it.',
  400: 'The request is not as the route wants it; nothing was accepted.',
  401: 'There is an access file, and the request shows no token or signature of it.',
  403: 'The access file does not allow it.',
  404: 'There is no such thing; the nearest name is in `remedy`.',
  409: 'It cannot be done in the state that things are in.',
  410: 'The pipeline was removed.',
  413: 'The body is too large; `limit` says how large it may be.',
  415: 'The body has another content type.',
  422: 'The key came before with another body; nothing was accepted.',
  429: 'The stream is backlogged; nothing was accepted. Try again after `Retry-After` seconds.',
  503: 'Something that is needed does not answer; nothing was accepted. Try again after `Retry-After` seconds.',
} as const;

/** The refusals of a route, for its OpenAPI description. */
export const refusals = <S extends keyof typeof meanings>(...statuses: S[]) =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: meanings[status], content: { 'application/problem+json': { schema: ProblemBody } } },
    ]),
  );

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
