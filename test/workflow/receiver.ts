import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { ReceiptEvent } from '#contracts/receipt.ts';

/** What an upstream system lets listen for receipts. */
export interface Receiver {
  readonly url: string;
  readonly requests: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[];
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

/** A real server that answers each event with a status; undefined hangs up. It is closed after the last test of the file. */
export async function openReceiver(answer: (event: ReceiptEvent) => number | undefined = () => 202): Promise<Receiver> {
  const requests: Receiver['requests'] = [];
  const events: ReceiptEvent[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const event = ReceiptEvent.parse(JSON.parse(body.toString()));
    requests.push({ headers: request.headers, body });
    events.push(event);
    const status = answer(event);
    if (status === undefined) response.destroy();
    else response.writeHead(status).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  open.push(server);
  return { url: `http://127.0.0.1:${port}/receipts`, requests, events };
}
