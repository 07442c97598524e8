import { genesisOf } from '#contracts/ids/genesis.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { ArtifactActivities } from './port.ts';

/** The activities by which workflows store artifacts; all are idempotent. */
export function createArtifactActivities({
  artifacts,
}: {
  readonly artifacts: Pick<ArtifactStore, 'put' | 'putJson' | 'setRef'>;
}): ArtifactActivities {
  return {
    storeJson: async ({ value }) => (await artifacts.putJson(value)).digest,
    storeText: async ({ text }) => (await artifacts.put(Buffer.from(text, 'utf8'))).digest,
    markGenesis: async ({ stream, content }) => {
      const { digest } = await artifacts.putJson(content);
      return artifacts.setRef(genesisOf(stream), digest, { ifAbsent: true });
    },
  };
}
