import type { OpenAPIHono } from '@hono/zod-openapi';
import { html } from 'hono/html';
import type { GatewayEnv } from '../services.ts';

/** A page with links to what the gateway offers. */
export function home(app: OpenAPIHono<GatewayEnv>): void {
  app.get('/', (c) =>
    c.html(html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tidegate gateway</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 42rem; padding: 0 1rem } code { font-size: 0.9em }</style>
<h1>Tidegate gateway</h1>
<p>The door for upstream systems, on this machine only.</p>
<dl>
<dt><code>POST /v1/pipelines/{pipeline}/arrivals</code><dd>announce a batch, as a CloudEvent
<dt><code>POST /v1/pipelines/{pipeline}/rows/{source}</code><dd>hand in a few rows, to be made into batches
<dt><code>PUT /v1/artifacts</code><dd>store a file, to be announced by its URI
<dt><code>POST /v1/promotions/{model}/{version}/approvals</code><dd>approve or reject a candidate
<dt><code>GET /v1/pipelines/{pipeline}</code><dd>how a pipeline stands: why has a window not fired?
<dt><a href="/health/ready"><code>GET /health/ready</code></a><dd>what is ready and what is not
<dt><a href="/openapi.json"><code>GET /openapi.json</code></a><dd>the description of all of this
</dl>
</html>`),
  );
}
