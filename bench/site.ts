import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Client } from '@temporalio/client';
import { sendApplication } from '#client/temporal/application.ts';
import { connect } from '#client/temporal/connect.ts';
import { valueOrThrow } from '#contracts/problem.ts';
import { startDev } from '#local/dev/run.ts';
import type { Services } from '#local/dev/services.ts';
import { type LoadedSpec, loadSpec } from '#spec/load.ts';
import { resolve } from '#spec/resolve.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readSettings, temporalConfig } from '#stores/settings.ts';

/**
 * One whose windows close; those that are loaded, which nothing else may touch: what one run has to carry would weigh on the next
 * measure; and one with a stream for each of a hundred partitions.
 */
export const pipelines = {
  whole: 'bench',
  single: { gateway: 'bench-single', plain: 'bench-single-plain' },
  hundreds: { gateway: 'bench-hundreds', plain: 'bench-hundreds-plain' },
  overload: 'bench-overload',
  partitioned: 'bench-100',
} as const;
const wholePipelines = [
  pipelines.whole,
  ...Object.values(pipelines.single),
  ...Object.values(pipelines.hundreds),
  pipelines.overload,
];
export const partitions = Array.from({ length: 100 }, (_, part) => String(part));

/** Everything that `tidegate dev` starts, in a fresh home, with the bench's pipelines in force. */
export interface Site {
  readonly home: string;
  readonly services: Services;
  readonly client: Client;
  stop(): Promise<void>;
}

export async function openSite(say: (line: string) => void): Promise<Site> {
  const home = await mkdtemp(join(tmpdir(), 'tidegate-bench-'));
  const { cache } = readSettings();
  // Nothing is trained here: no Python environment is made.
  const dev = await startDev({ home, cache, trainerPath: dirname(process.execPath) }, { onProgress: say });
  const { services } = dev;
  const client = connect(temporalConfig({ ...process.env, ...services.environment }), 'tidegate-bench');
  const artifacts = await openArtifactStore(join(home, 'artifacts'));
  const apply = async (loaded: LoadedSpec) =>
    sendApplication(client, { ...(await resolve(loaded, artifacts)), by: 'bench' });
  const read = async (file: string) => valueOrThrow(await loadSpec(join(import.meta.dirname, 'pipeline', file)));
  const whole = await read('pipeline.yaml');
  for (const name of wholePipelines) await apply({ ...whole, spec: { ...whole.spec, name } });
  await apply(await read('partitioned.yaml'));
  return {
    home,
    services,
    client,
    async stop() {
      await client.connection.close();
      await dev.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
