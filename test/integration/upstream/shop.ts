import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newToken } from '#client/gateway/access/token.ts';
import { type GatewayClient, gatewayClient } from '#client/sdk/gateway-client.ts';
import { pythonEnvironment } from '#local/python-environment.ts';
import { projectRoot, readSettings } from '#stores/settings.ts';
import { tidegate } from '#test/support/command.ts';
import { type Installation, openInstallation } from '#test/support/site/installation.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';

/** The pipeline of `examples/own-batch`, applied, behind a gateway that lets in by token. */
export interface Shop {
  readonly installation: Installation;
  readonly gateway: GatewayClient;
  /** What an upstream program is told: addresses and token. */
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Writes a day of orders; of bad ones no amount is in range. */
  writeOrders(file: string, day: string, kind: 'good' | 'bad'): Promise<void>;
  /** Brings a day of payments, and their word that it is complete. */
  bringPayments(day: string): Promise<void>;
  close(): Promise<void>;
}

const example = join(projectRoot, 'examples', 'own-batch');
const exampleDay = '2026-03-02';

export async function openShop(): Promise<Shop> {
  const folder = await temporaryFolder('upstream');
  const { token, sha256 } = newToken();
  const access = join(folder, 'access.yaml');
  await writeFile(access, `principals:\n  shop: { pipelines: [shop], sources: '*', token: { sha256: ${sha256} } }\n`);
  const installation = await openInstallation({
    queues: 'core,panes,archive',
    variables: { TIDEGATE_GATEWAY_ACCESS: access, TIDEGATE_FILE_ROOTS: example },
  });
  const environment = { ...installation.environment, TIDEGATE_GATEWAY_TOKEN: token };
  const applied = await tidegate(['apply', join(example, 'pipeline.yaml'), '--as', 'you'], environment);
  if (applied.exit !== 0) throw new Error(applied.err);
  const gateway = gatewayClient({ url: installation.environment.TIDEGATE_GATEWAY_URL ?? '', token });
  return {
    installation,
    gateway,
    environment,
    folder,
    async writeOrders(file, day, kind) {
      const text = await dayOf('orders', day);
      await writeFile(file, kind === 'good' ? text : text.replaceAll(/,(?=\d+\.\d+$)/gm, ',-'));
    },
    async bringPayments(day) {
      const file = join(folder, `payments-${day}.csv`);
      await writeFile(file, await dayOf('payments', day));
      const { uri, digest } = await gateway.store(file);
      await gateway.announce('shop', {
        specversion: '1.0',
        type: 'dev.tidegate.arrival.v1',
        source: 'payments',
        id: `payments/${day}`,
        data: {
          ...{ uri, digest, format: 'csv', rows: 4, producedBy: { name: 'payments-export' } },
          ...{ minTime: `${day}T08:13:00Z`, maxTime: `${day}T22:04:00Z` },
        },
      });
      await gateway.assertComplete('shop', { source: 'payments', completeThrough: `${day}T23:59:59.999Z` });
    },
    async close() {
      await installation.close();
      await discard(folder);
    },
  };
}

/** The example's rows, on another day. */
async function dayOf(source: 'orders' | 'payments', day: string): Promise<string> {
  return (await readFile(join(example, `${source}.csv`), 'utf8')).replaceAll(exampleDay, day);
}

/** The folder of programs with an example's packages; made once, in the cache. */
export async function programsOf(name: 'python' | 'airflow' | 'dagster'): Promise<string> {
  const requirements = join(projectRoot, 'examples', 'upstream', name, 'requirements.txt');
  const { folder } = await pythonEnvironment({ requirements, folder: join(readSettings().cache, 'python') });
  return join(folder, 'bin');
}
