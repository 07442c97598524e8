import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { readCosts } from './costs.ts';

/** The first begin first: what waits long runs beside what computes, and a kind that shares processes comes in one piece. */
const kinds = ['end-to-end', 'faults', 'workflow', 'integration', 'replay', 'unit-alone', 'unit'];

/** Files in the order of what they cost when they were last measured, the longest first; one that is not known is taken for long. */
export class CostOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const walls = new Map(readCosts(join(this.ctx.config.root, 'test')).map(({ file, wall }) => [file, wall]));
    const wallOf = ({ moduleId }: TestSpecification) =>
      walls.get(relative(this.ctx.config.root, moduleId)) ?? Number.MAX_SAFE_INTEGER;
    const kindOf = ({ project }: TestSpecification) => kinds.indexOf(project.name);
    return files.toSorted((a, b) => kindOf(a) - kindOf(b) || wallOf(b) - wallOf(a));
  }
}
