import { problemOf } from '#contracts/problem.ts';
import { nodeIsRecent } from '#local/preflight.ts';
import { findPython, venvMissing } from '#local/python.ts';
import { type Examination, well } from './diagnosis.ts';
import type { Surroundings } from './surroundings.ts';

/** Examines the programs on this machine that Tidegate needs. */
export const machineExaminations = ({ environment }: Surroundings): Examination[] => [
  {
    what: 'Node',
    code: 'MACHINE_INCOMPLETE',
    async look() {
      const [old] = nodeIsRecent(process.versions.node);
      if (old) throw old;
      return well(process.versions.node);
    },
  },
  {
    what: 'Python',
    code: 'MACHINE_INCOMPLETE',
    async look() {
      const found = await findPython(environment);
      if (!found.ok) throw found.problems[0] ?? problemOf('MACHINE_INCOMPLETE');
      if (found.value.fillsVenvs === 'not at all') throw venvMissing(found.value);
      const { path, version } = found.value;
      return well(`${version} (${path}), makes virtual environments`);
    },
  },
];
