import { createHmac, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAccess } from '#client/gateway/access/access-file.ts';
import { followAccess } from '#client/gateway/access/followed.ts';
import { newToken } from '#client/gateway/access/token.ts';
import { type Gateway, startGateway } from '#client/gateway/server.ts';
import { tidegate } from '#test/support/command.ts';
import { eventually } from '#test/support/eventually.ts';
import { arrivalEvent, type GatewaySite, openGatewaySite } from '#test/support/site/gateway.ts';

let site: GatewaySite;
let gateway: Gateway;
let file: string;

/** Why a changed file was not taken. */
const refusedFiles: unknown[] = [];

const { token, sha256 } = newToken();
const secrets = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const textOf = (secret: Buffer | undefined) => `whsec_${secret?.toString('base64')}`;

beforeAll(async () => {
  site = await openGatewaySite();
  await site.begin('delays', ['flights', 'weather']);
  await site.begin('shop', ['orders']);
  const newer = join(site.home, 'newer-secret');
  await writeFile(newer, `${textOf(secrets[1])}\n`);
  file = join(site.home, 'access.yaml');
  await writeFile(
    file,
    `principals:
  airport:
    pipelines: [delays]
    sources: [flights]
    token: { sha256: ${sha256} }
  tower:
    pipelines: [delays]
    sources: '*'
    webhook: { secretRef: [env:OLDER_SECRET, 'file:${newer}'] }
`,
  );
  const { address, namespace } = site.temporal;
  gateway = await startGateway({
    settings: { artifacts: site.artifactFolder, fileRoots: [] },
    gateway: { host: '127.0.0.1', port: 0, maxArtifactBytes: 1_000_000 },
    access: await followAccess(file, {
      environment: { OLDER_SECRET: textOf(secrets[0]) },
      onChange: () => undefined,
      onError: (error) => refusedFiles.push(error),
    }),
    temporal: { connectionOptions: { address }, namespace },
    logs: { access: () => undefined, error: (error) => console.error(error) },
  });
});
afterAll(async () => {
  await gateway?.close();
  await site?.close();
});

async function call(path: string, headers: Record<string, string> = {}, init: RequestInit = {}) {
  const response = await fetch(`${gateway.url}${path}`, { ...init, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}
const announce = (body: unknown, headers: Record<string, string>, pipeline = 'delays') =>
  call(
    `/v1/pipelines/${pipeline}/arrivals`,
    {
      'content-type': `application/cloudevents${Array.isArray(body) ? '-batch' : ''}+json`,
      ...headers,
    },
    { method: 'POST', body: JSON.stringify(body) },
  );
const bearer = { authorization: `Bearer ${token}` };

function signed(body: unknown, secret: Buffer | undefined, seconds = Math.floor(Date.now() / 1_000)) {
  const content = `msg_1.${seconds}.${JSON.stringify(body)}`;
  const signature = createHmac('sha256', secret ?? '')
    .update(content)
    .digest('base64');
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}

test('a token announces for the source that it may announce for', async () => {
  expect((await announce(arrivalEvent('by token'), bearer)).status).toBe(202);
});

test('another source and another pipeline are forbidden, and what does not exist is too', async () => {
  expect(await announce(arrivalEvent('x', { source: 'weather' }), bearer)).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN', path: 'source', observed: 'weather' },
  });
  for (const pipeline of ['shop', 'nothing'])
    expect(await announce(arrivalEvent('x', { source: 'orders' }), bearer, pipeline)).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN', path: 'pipeline' },
    });
  expect((await call('/v1/pipelines/shop', bearer)).status).toBe(403);
});

test('rows are taken of the sources that are allowed, and no others', async () => {
  const send = (source: string) =>
    call(
      `/v1/pipelines/delays/rows/${source}`,
      { ...bearer, 'content-type': 'application/json', 'idempotency-key': 'x' },
      {
        method: 'POST',
        body: '[]',
      },
    );
  expect(await send('weather')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN', observed: 'weather' } });
  expect((await send('flights')).status).toBe(400);
});

test('in a batch only the events of other sources are forbidden', async () => {
  const events = [arrivalEvent('mine'), arrivalEvent('not mine', { source: 'weather' })];
  expect(await announce(events, bearer)).toMatchObject({
    status: 207,
    body: { accepted: 1, refused: [{ index: 1, id: 'not mine', code: 'FORBIDDEN' }] },
  });
});

test.each([
  ['no token', {}],
  ['another token', { authorization: `Bearer ${newToken().token}` }],
  ['the hash for the token', { authorization: `Bearer ${sha256}` }],
  ['another scheme', { authorization: `Basic ${token}` }],
])('with %s nothing is let in but the question whether the gateway lives', async (_, headers) => {
  const before = await site.arrived('delays');
  const answer = await announce(arrivalEvent('x'), headers);
  expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  for (const path of ['/health/ready', '/v1/pipelines/delays', '/openapi.json'])
    expect((await call(path, headers)).status).toBe(401);
  expect((await call('/v1/artifacts', headers, { method: 'PUT', body: 'a' })).status).toBe(401);
  expect((await call('/health/live', headers)).status).toBe(200);
  expect(await site.arrived('delays')).toHaveLength(before.length);
});

test('a signature by either of two secrets is let in', async () => {
  for (const [n, secret] of secrets.entries()) {
    const event = arrivalEvent(`signed ${n}`, { source: 'weather' });
    expect((await announce(event, signed(event, secret))).status).toBe(202);
  }
});

test('a signature of another body, by another secret, or that is six minutes old is not', async () => {
  const event = arrivalEvent('forged');
  const old = Math.floor(Date.now() / 1_000) - 360;
  for (const headers of [
    signed(arrivalEvent('another'), secrets[0]),
    signed(event, Buffer.alloc(32, 3)),
    signed(event, secrets[0], old),
  ])
    expect(await announce(event, headers)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
});

test('an access file that says nothing of a principal, or too much, is refused with its place', async () => {
  const file = join(site.home, 'wrong.yaml');
  await writeFile(file, 'principals:\n  airport:\n    pipelines: [delays]\n    sources: [flights]\n');
  await expect(readAccess(file, {})).rejects.toMatchObject({
    problem: { code: 'SPEC_VALUE_INVALID', path: 'principals.airport' },
  });
  await writeFile(
    file,
    "principals:\n  tower:\n    pipelines: '*'\n    sources: '*'\n    webhook: { secretRef: env:NOT_SET }\n",
  );
  await expect(readAccess(file, {})).rejects.toMatchObject({
    problem: { code: 'USAGE', path: 'principals.tower.webhook.secretRef', observed: 'nothing' },
  });
});

test('a command shows the token that its environment holds', async () => {
  const file = join(site.home, 'rows.csv');
  await writeFile(file, 'flight\n1\n');
  const times = ['--min-time', '2013-05-01T00:00:00Z', '--max-time', '2013-05-01T01:00:00Z'];
  const where = ['--pipeline', 'delays', '--source', 'flights', '--gateway', gateway.url];
  const announced = (env: Record<string, string>) =>
    tidegate(['announce', file, '--rows', '1', ...times, ...where], { TIDEGATE_GATEWAY_TOKEN: '', ...env });
  const turnedAway = await announced({});
  expect(turnedAway.exit).toBe(1);
  expect(turnedAway.err).toContain('UNAUTHENTICATED');
  expect(await announced({ TIDEGATE_GATEWAY_TOKEN: token })).toMatchObject({ exit: 0 });
});

test('a changed file holds within seconds, and one that cannot be read changes nothing', async () => {
  const before = await readFile(file, 'utf8');
  const event = () => announce(arrivalEvent(randomUUID()), { authorization: `Bearer ${token}` });
  await writeFile(file, 'principals: [nobody]');
  await eventually(() => expect(refusedFiles).toHaveLength(1));
  expect((await event()).status).toBe(202);
  await writeFile(file, before.replace(sha256, 'a'.repeat(64)));
  await eventually(async () => expect((await event()).status).toBe(401));
  await writeFile(file, before);
  await eventually(async () => expect((await event()).status).toBe(202));
});
