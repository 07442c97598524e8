import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { projectRoot } from '#stores/settings.ts';
import type { CandidateName } from './plan.ts';

const example = join(projectRoot, 'examples', 'nyc-flights');
export const feeder = join(example, 'feeder.ts');

/** A copy of the example that a person would edit: the demo adds people to it and changes its model. */
export interface PipelineFolder {
  readonly principals: string;
  /** Writes the spec of a candidate and answers its path: only `model` and `training` differ from one to the next. */
  specOf(candidate: CandidateName): Promise<string>;
}

export async function copyExample(home: string): Promise<PipelineFolder> {
  const folder = join(home, 'flight-delay');
  for (const part of ['pipeline.yaml', 'principals.yaml', 'contracts', 'features', 'trainer']) {
    await cp(join(example, part), join(folder, part), { recursive: true });
  }
  return {
    principals: join(folder, 'principals.yaml'),
    async specOf(candidate) {
      const spec = parseDocument(await readFile(join(example, 'pipeline.yaml'), 'utf8'));
      if (candidate !== 'first') {
        const change = parseDocument(await readFile(join(example, 'candidates', `${candidate}.yaml`), 'utf8'));
        for (const section of ['model', 'training']) spec.set(section, change.get(section));
      }
      const file = join(folder, `pipeline.${candidate}.yaml`);
      await writeFile(file, spec.toString({ lineWidth: 0 }));
      return file;
    },
  };
}
