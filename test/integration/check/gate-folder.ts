import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { checkFiles } from '#files/check/run.ts';
import { loadGate, pinGate } from '#files/gate-file.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';

const rows = 'x,day\n1,2013-05-01\n2,2013-05-02\n2,2013-05-03\n';

/** A folder with rows, and with the files of a gate. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder('programs');
  onTestFinished(() => discard(folder));
  for (const [name, text] of Object.entries({ 'data.csv': rows, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

interface Asked {
  readonly reference?: boolean;
  readonly signal?: AbortSignal;
}

let asked = 0;
/** Runs a gate of one command over a folder's rows, as `tidegate check` does. */
export async function checked(folder: string, command: object, { reference = false, signal }: Asked = {}) {
  const file = join(folder, 'gate.yaml');
  await writeFile(file, JSON.stringify({ name: 'own', checks: [{ command }] }));
  const gate = await loadGate(file);
  if (!gate.ok) throw new Error(JSON.stringify(gate.problems));
  const scratch = join(folder, `scratch-${asked++}`);
  await mkdir(scratch);
  const data = { format: 'csv', paths: [join(folder, 'data.csv')] } as const;
  const { report, faults } = await checkFiles({
    ...(await pinGate(gate.value, file, scratch)),
    data,
    ...(reference && { reference: data }),
    scratch,
    signal,
  });
  const [finding] = report.findings;
  if (finding === undefined) throw new Error('no finding');
  return { finding, faults, digest: report.digest };
}
