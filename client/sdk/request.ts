import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Problem, TidegateError } from '#contracts/problem.ts';
import { secondsAsked, waitBefore } from './waiting.ts';

/** A gateway's last answer to a request. */
export type GatewayAnswer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly body: unknown; readonly refusal: TidegateError };

/** The body of an answer; throws the refusal if it is one. */
export function bodyOrThrow(answer: GatewayAnswer): unknown {
  if (answer.ok) return answer.body;
  throw answer.refusal;
}

export interface GatewayRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the body. Called for each attempt, because a stream can be read only once. */
  readonly body?: () => string | ReadableStream;
  /** The time limit of one attempt, in milliseconds. */
  readonly withinMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Requesting {
  readonly url: string;
  readonly token?: string | undefined;
  readonly attempts: number;
}

/**
 * An answer, and whether the request should be repeated. `seconds` is how long the gateway asks to wait before that.
 */
type Attempt = GatewayAnswer & { readonly again: boolean; readonly seconds?: number | undefined };

/**
 * Makes a function that sends requests to a gateway. It repeats a request until the answer is final or `attempts` is
 * reached.
 */
export function requests({ url, token, attempts }: Requesting) {
  return async (path: string, request: GatewayRequest): Promise<GatewayAnswer> => {
    const { signal } = request;
    for (let number = 1; ; number += 1) {
      const attempt = await attempted(path, request);
      if (!attempt.again || number >= attempts) return attempt;
      await sleep(waitBefore(number, attempt.seconds), undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  };

  async function attempted(path: string, request: GatewayRequest): Promise<Attempt> {
    try {
      const response = await send(path, request);
      const body = parsed(await response.text());
      if (response.ok && body !== undefined) return { ok: true, body, again: false };
      return { ok: false, body, refusal: refusalOf(response, body), ...repetition(response) };
    } catch (cause) {
      request.signal?.throwIfAborted();
      return { ok: false, body: undefined, refusal: noAnswer(url, cause), again: true };
    }
  }

  function send(path: string, { method, headers, body, withinMs, signal }: GatewayRequest): Promise<Response> {
    const limit = withinMs === undefined ? undefined : AbortSignal.timeout(withinMs);
    return fetch(new URL(path, url), {
      method,
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body && { body: body() }),
      duplex: 'half',
      signal: AbortSignal.any([signal, limit].filter((one) => one !== undefined)),
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Statuses that pass: too many requests, or a service behind or in front of the gateway does not answer. */
const passing = new Set([429, 502, 503, 504]);

function repetition({ status, headers }: Response): Pick<Attempt, 'again' | 'seconds'> {
  const seconds = secondsAsked(headers.get('retry-after'));
  return { again: passing.has(status) || seconds !== undefined, seconds };
}

const Refusal = z.object({ ...Problem.shape, message: z.string().optional(), detail: z.string() });

function refusalOf({ status }: Response, body: unknown): TidegateError {
  const refusal = Refusal.safeParse(body);
  if (!refusal.success) {
    return new TidegateError({ code: 'INTERNAL', message: `the gateway answered ${status} without a problem` });
  }
  const { detail, ...problem } = refusal.data;
  return new TidegateError({ ...problem, message: detail });
}

function noAnswer(url: string, cause: unknown): TidegateError {
  const problem = { code: 'GATEWAY_UNAVAILABLE', message: `no gateway answers at ${url}` } as const;
  return new TidegateError(
    { ...problem, remedy: 'Start it: tidegate gateway. Or name it: TIDEGATE_GATEWAY_URL.' },
    { cause },
  );
}
