import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Principal } from '#contracts/principal.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { DataProfile } from '#files/profile/data-profile.ts';
import { loadSpec } from '#spec/load.ts';
import { newKey, readKey } from '../keys/key-file.ts';
import { addPrincipal } from '../keys/principal-file.ts';
import { contractText, labelContractText } from './contract-text.ts';
import { featuresText } from './features-text.ts';
import { feederText } from './feeder-text.ts';
import { pipelineText } from './pipeline-text.ts';
import type { Plan } from './plan.ts';
import { type TrainerCommand, writeTrainer } from './trainer.ts';

/** What to write, and where. */
export interface Writing {
  readonly folder: string;
  readonly plan: Plan;
  readonly profile: DataProfile;
  readonly files: readonly string[];
  /** The state home, where the approvers' keys stay. */
  readonly home: string;
  readonly trainer?: TrainerCommand;
}

/** Throws `USAGE` if a folder is not empty: nothing is ever overwritten. */
export async function refuseToOverwrite(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : [folder],
  );
  if (found.length === 0) return;
  throw new TidegateError({
    code: 'USAGE',
    message: `${folder} is there already, and nothing is written over`,
    path: '--out',
    observed: found.slice(0, 5).join(', '),
    expected: 'a new or an empty folder',
    remedy: 'Name another one by --out, or move it away.',
  });
}

/** Writes a whole pipeline, checks it as `validate` does, and returns the names of its approvers. */
export async function writePipeline({ folder, plan, profile, files, home, trainer }: Writing): Promise<string[]> {
  const texts: Record<string, string> = {
    'pipeline.yaml': pipelineText(plan, trainer),
    [`contracts/${plan.name}.yaml`]: contractText(plan),
    'feeder.py': feederText(plan, profile, files),
    ...(plan.label && {
      [`contracts/${plan.name}-labels.yaml`]: labelContractText(plan),
      'features.sql': featuresText(plan),
      'principals.yaml': principalsText(plan.name),
    }),
  };
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const approvers: string[] = [];
  if (trainer) {
    await writeTrainer(join(folder, 'trainer'), trainer);
    for (const role of ['ml-lead', 'risk']) {
      const principal = await approver(home, `${plan.name}-${role}`, role);
      await addPrincipal(join(folder, 'principals.yaml'), principal);
      approvers.push(principal.name);
    }
  }
  const written = await loadSpec(join(folder, 'pipeline.yaml'));
  if (!written.ok) throw new Error(`what init wrote is not valid: ${JSON.stringify(written.problems[0])}`);
  return approvers;
}

async function approver(home: string, name: string, role: string): Promise<Principal> {
  const known = await readKey(home, name).catch(() => undefined);
  return known?.principal ?? (await newKey(home, name, [role])).principal;
}

const principalsText = (
  name: string,
): string => `# Who may approve, with their public keys. The two below are stand-ins to begin with: \`tidegate init\` made their keys, and the private
# parts are in the state home of this machine. Before a model matters, let two people make keys of their own, each on their machine:
#   npx tidegate keys new ada --role ml-lead --into principals.yaml
#   npx tidegate keys new bob --role risk --into principals.yaml
# then take the stand-ins out, and apply again.
# ${name}-ml-lead and ${name}-risk approve with: npx tidegate approve promotion/… --as NAME
principals: []
`;
