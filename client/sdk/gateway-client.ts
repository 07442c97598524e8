import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { CloudEvent } from '#contracts/arrival.ts';
import { Digest } from '#contracts/digest.ts';
import { Problem, TidegateError } from '#contracts/problem.ts';

/** A door to a gateway, for upstream systems. */
export interface GatewayClient {
  /** Stores a file and answers the URI to announce it by. */
  store(file: string): Promise<{ readonly uri: string; readonly digest: Digest; readonly bytes: number }>;
  /** Announces a batch or a watermark; resolves when it is durably accepted. Repeating it is safe. */
  announce(pipeline: string, event: z.input<typeof CloudEvent>): Promise<void>;
}

export interface GatewayClientOptions {
  /** `http://127.0.0.1:7433`. */
  readonly url: string;
  /** How often a call is tried that is answered with `Retry-After`, or not at all. */
  readonly attempts?: number;
}

const Stored = z.object({ uri: z.string(), digest: Digest, bytes: z.number() });
const Refusal = z.object({ ...Problem.shape, message: z.string().optional(), detail: z.string() });

/**
 * A client that waits and tries again where the gateway asks for it. A refusal is thrown as a `TidegateError` with the
 * gateway's code.
 */
export function gatewayClient({ url, attempts = 5 }: GatewayClientOptions): GatewayClient {
  async function call(path: string, request: () => RequestInit): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(new URL(path, url), request()).catch((cause: unknown) => noAnswer(url, cause));
      if (response instanceof Response && response.ok) return response.json();
      const problem = response instanceof Response ? await problemOf(response) : response.problem;
      const seconds = response instanceof Response ? Number(response.headers.get('retry-after')) : 1;
      if (!(seconds > 0) || attempt >= attempts) throw new TidegateError(problem);
      await sleep(seconds * 1_000);
    }
  }

  return {
    async store(file) {
      const body = () => Readable.toWeb(createReadStream(file)) as ReadableStream;
      return Stored.parse(await call('/v1/artifacts', () => ({ method: 'PUT', body: body(), duplex: 'half' })));
    },
    async announce(pipeline, event) {
      const headers = { 'content-type': 'application/cloudevents+json' };
      const body = JSON.stringify(event);
      await call(`/v1/pipelines/${encodeURIComponent(pipeline)}/arrivals`, () => ({ method: 'POST', headers, body }));
    },
  };
}

function noAnswer(url: string, cause: unknown): TidegateError {
  const problem = { code: 'GATEWAY_UNAVAILABLE', message: `no gateway answers at ${url}` } as const;
  return new TidegateError(
    { ...problem, remedy: 'Start it: tidegate gateway. Or name it: TIDEGATE_GATEWAY_URL.' },
    { cause },
  );
}

async function problemOf(response: Response): Promise<Problem> {
  const refusal = Refusal.safeParse(await response.json().catch(() => undefined));
  if (!refusal.success)
    return { code: 'INTERNAL', message: `the gateway answered ${response.status} without a problem` };
  const { detail, ...problem } = refusal.data;
  return { ...problem, message: detail };
}
