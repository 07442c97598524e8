import { dirname, join } from 'node:path';
import { type Check, GateFile } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Result } from '#contracts/problem.ts';
import { type Modules, noModules, withModules } from '#spec/custom-modules.ts';
import { missingFile, parseDocument } from '#spec/named-files.ts';
import { type Fault, type Path, problemOf, type SpecProblem } from '#spec/problem.ts';
import { pinPrograms, problemsOfPrograms } from '#spec/programs.ts';
import { contradictionIn, repeatedChecks } from '#spec/rules/checks.ts';
import { invalid } from '#spec/rules/rule.ts';
import { readYaml } from '#spec/yaml-file.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { dataFiles } from './reading/data-files.ts';
import type { DataFiles } from './reading/files.ts';

/**
 * Reads a gate from a file of its own. Returns all problems, each with its position.
 *
 * @param modules the modules for custom checks that name none
 */
export async function loadGate(file: string, modules: Modules = noModules): Promise<Result<GateFile, SpecProblem[]>> {
  const yaml = await readYaml(file);
  if (!yaml.ok) return yaml;
  const parsed = parseDocument(yaml.value, GateFile);
  if (!parsed.ok) return parsed;
  const checks = withModules(parsed.value.checks, modules, dirname(file));
  const faults = [
    ...checks.flatMap((check, i) => contradictionIn(check, ['checks', i]) ?? sourceIn(check, ['checks', i]) ?? []),
    ...repeatedChecks(checks, ['checks']),
  ];
  const missing = await Promise.all(
    namesOfFiles(checks).map(({ path, name }) => missingFile(yaml.value, path, name, 'file')),
  );
  const problems = [
    ...yaml.value.rounded,
    ...faults.map((fault) => problemOf(fault, yaml.value.positionOf(fault.path, fault.part))),
    ...missing.flatMap((problem) => problem ?? []),
    ...(await problemsOfPrograms(yaml.value, checks, ['checks'], modules)),
  ];
  return problems.length === 0 ? { ok: true, value: { ...parsed.value, checks } } : { ok: false, problems };
}

/** The files that the checks of a gate refer to, by name. Names are relative to the gate's folder. */
export async function filesNamedBy(gate: GateFile, file: string): Promise<Map<string, DataFiles>> {
  const names = [...new Set(namesOfFiles(gate.checks).map(({ name }) => name))];
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await dataFiles('foreignKey.to.file', [join(dirname(file), name)])] as const),
    ),
  );
}

/** A gate whose programs are named by the digest of their content. */
export interface PinnedGate {
  readonly gate: GateFile;
  /** Returns the path of a program's file; absent if the gate runs no programs. */
  readonly contentOf?: (digest: Digest) => Promise<string>;
}

/** Copies the programs that a gate runs into a scratch folder, so that the report names exactly what ran. */
export async function pinGate(gate: GateFile, file: string, scratch: string): Promise<PinnedGate> {
  if (!gate.checks.some((check) => 'command' in check || 'custom' in check)) return { gate };
  const kept = await openArtifactStore(join(scratch, 'programs'));
  const put = async (path: string) => (await kept.putFile(path)).digest;
  return {
    gate: { ...gate, checks: await pinPrograms(gate.checks, dirname(file), put) },
    contentOf: (digest) => kept.path(digest),
  };
}

const namesOfFiles = (checks: readonly Check[]): { readonly path: Path; readonly name: string }[] =>
  checks.flatMap((check, i) =>
    'foreignKey' in check && check.foreignKey.to.file !== undefined
      ? [{ path: ['checks', i, 'foreignKey', 'to', 'file'], name: check.foreignKey.to.file }]
      : [],
  );

/** The fault of a check that refers to a source. A gate over files has no sources. */
const sourceIn = (check: Check, path: Path): Fault | undefined =>
  'foreignKey' in check && check.foreignKey.to.source !== undefined
    ? invalid(
        [...path, 'foreignKey', 'to', 'source'],
        'a gate over files has no sources',
        check.foreignKey.to.source,
        '`file`',
      )
    : undefined;
