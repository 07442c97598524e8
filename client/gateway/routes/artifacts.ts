import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { artifactUri, Digest } from '#contracts/digest.ts';
import { bounded, matching, readRest, statedDigest } from '../body-bytes.ts';
import { json, named, refusals } from '../responses.ts';
import type { GatewayEnv, GatewayServices } from '../services.ts';

const Stored = named('Stored', z.object({ uri: z.string(), digest: Digest, bytes: z.number().int() }));

const route = createRoute({
  method: 'put',
  path: '/v1/artifacts',
  summary: 'Store a file, to be announced by its URI',
  description:
    'The raw bytes, of any content type. The same bytes are stored once. `Content-Digest` (sha-256) is compared where it is given.',
  request: { headers: z.object({ 'content-digest': z.string().optional() }) },
  responses: { 201: json(Stored, 'Durably stored.'), ...refusals(400, 413, 503) },
});

export function artifacts(app: OpenAPIHono<GatewayEnv>, { artifacts, maxArtifactBytes }: GatewayServices): void {
  app.openapi(route, async (c) => {
    const stated = statedDigest(c.req.header('content-digest'));
    const announced = Number(c.req.header('content-length') ?? 0);
    const body = bounded(c.req.raw.body, announced, maxArtifactBytes);
    const stored = artifacts.put(stated === undefined ? body : matching(body, stated));
    const { digest, bytes } = await stored.catch(async (error: unknown) => {
      await readRest(c.req.raw.body);
      throw error;
    });
    return c.json({ uri: artifactUri(digest), digest, bytes }, 201);
  });
}
