import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { acceptedIn } from '#test/support/accepted.ts';
import { type Said, tidegate } from '#test/support/command.ts';
import { type Flooded, flood, floodPipeline } from '#test/support/data/flood.ts';
import { decisionsOf } from '#test/support/replayed-log.ts';
import { type Installation, openInstallation } from '#test/support/site/installation.ts';

// The short form of `npm run soak:flood`.
const arrivals = 900;
let installation: Installation;
let flooded: Flooded;

beforeAll(async () => {
  installation = await openInstallation({ own: ['temporal'], queues: 'core,panes,archive' });
  const say = () => undefined;
  flooded = await flood(installation, { arrivals, perWindow: 300, kills: 1, rubbish: 3, seed: 1, say });
});
afterAll(() => installation?.close());

const Ledger = z.looseObject({
  sound: z.boolean(),
  streams: z.array(z.looseObject({ received: z.number().optional() })),
});

test('all that was acknowledged while worker, gateway and server were killed is in the ledger, once', async () => {
  expect([...flooded.killed].sort()).toEqual(['gateway', 'server', 'worker']);
  expect(flooded.acknowledged).toBe(arrivals);
  const said: Said = await tidegate(['ledger', '--pipeline', floodPipeline, '--json'], installation.environment);
  expect(said.exit, said.err).toBe(0);
  expect(Ledger.parse(JSON.parse(said.out)).sound).toBe(true);
});

test('each arrival was accepted once, whatever was sent again, over runs that continue one another', async () => {
  const log = await decisionsOf(installation, `stream/${floodPipeline}/all`);
  expect(acceptedIn(log.map(({ decision }) => decision))).toBe(arrivals + 1);
  expect(new Set(log.map(({ runId }) => runId)).size).toBeGreaterThan(1);
});
