import type { Digest } from '#contracts/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { type Model, readModel } from './model.ts';

/** Models by content, kept in memory while they are used. */
export interface Models {
  /** @throws `UnreadableModel`, or what the artifact store throws */
  get(onnx: Digest): Promise<Model>;
}

/** How many models stay in memory: a champion, a challenger, and recent ones. */
const kept = 8;

export function openModels(artifacts: Pick<ArtifactStore, 'get'>): Models {
  const models = new Map<Digest, Promise<Model>>();
  return {
    get: (onnx) => {
      const model = models.get(onnx) ?? artifacts.get(onnx).then(readModel);
      models.delete(onnx);
      models.set(onnx, model);
      model.catch(() => models.delete(onnx));
      for (const oldest of models.keys()) {
        if (models.size <= kept) break;
        models.delete(oldest);
      }
      return model;
    },
  };
}
