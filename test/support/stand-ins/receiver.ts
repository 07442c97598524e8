import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { ReceiptEvent } from '#contracts/receipt.ts';

export interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What others let listen for events. */
export interface Webhook {
  readonly url: string;
  readonly requests: Posted[];
}

/** What an upstream system lets listen for receipts. */
export interface Receiver extends Webhook {
  /** Of all requests, refused ones too. */
  readonly events: ReceiptEvent[];
}

const open: Server[] = [];
afterAll(() => {
  for (const server of open) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real server that answers each request with a status; undefined hangs up. It is closed after the last test of the file. */
export async function openWebhook(answer: (request: Posted) => number | undefined = () => 202): Promise<Webhook> {
  const requests: Posted[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const posted = { headers: request.headers, body: Buffer.concat(chunks) };
    requests.push(posted);
    const status = answer(posted);
    if (status === undefined) response.destroy();
    else response.writeHead(status, { location: '/elsewhere' }).end('thanks');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  open.push(server);
  return { url: `http://127.0.0.1:${port}/receipts`, requests };
}

/** One that takes receipts, and nothing else. */
export async function openReceiver(answer: (event: ReceiptEvent) => number | undefined = () => 202): Promise<Receiver> {
  const events: ReceiptEvent[] = [];
  const webhook = await openWebhook(({ body }) => {
    const event = ReceiptEvent.parse(JSON.parse(body.toString()));
    events.push(event);
    return answer(event);
  });
  return { ...webhook, events };
}
