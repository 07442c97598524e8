import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { checkedGates } from '#contracts/check.ts';
import { Contract, columnsOf } from '#contracts/contract.ts';
import { type Principal, PrincipalFile } from '#contracts/principal.ts';
import type { Result } from '#contracts/problem.ts';
import { PipelineSpec, WindowsSpec } from '#contracts/spec.ts';
import { missingFile, parseDocument, readDocument } from './named-files.ts';
import { type Position, pathText, problemOf, type SpecProblem } from './problem.ts';
import { problemsOfPrograms } from './programs.ts';
import { nothingIsMissingToApply } from './rules/apply.ts';
import { notesOf } from './rules/notes.ts';
import type { Subject } from './rules/rule.ts';
import { rules } from './rules/rules.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** A note on a valid spec, and the place that it is about. */
export interface SpecNote {
  readonly path: string;
  readonly message: string;
  readonly at: Position;
}

/** A valid spec with the documents that it names. */
export interface LoadedSpec {
  /** The folder that the spec's paths start from. */
  readonly folder: string;
  readonly spec: PipelineSpec;
  readonly contracts: Readonly<Record<string, Contract>>;
  readonly principals: readonly Principal[];
  readonly notes: readonly SpecNote[];
}

/** What a spec is read for: a dry run of windows asks for no more than a name, sources and windows. */
export type Purpose = 'apply' | 'windows';

/**
 * Reads `pipeline.yaml` and the files that it names, and checks everything that can be checked without a store or a server.
 *
 * @param file as the user gave it: problems name it so
 */
export async function loadSpec(file: string, purpose: Purpose = 'apply'): Promise<Result<LoadedSpec, SpecProblem[]>> {
  const yaml = await readYaml(file);
  if (!yaml.ok) return yaml;
  const parsed = parseDocument(yaml.value, purpose === 'windows' ? WindowsSpec : PipelineSpec);
  if (!parsed.ok) return parsed;
  const spec = parsed.value;
  const named = await readNamed(yaml.value, spec);
  const columns = new Map(Object.entries(named.contracts).map(([source, contract]) => [source, columnsOf(contract)]));
  const subject: Subject = {
    spec,
    columns,
    ...(named.principals && { principals: named.principals }),
  };
  const faults = [...rules, ...(purpose === 'apply' ? [nothingIsMissingToApply] : [])].flatMap((rule) => rule(subject));
  const problems = [
    ...yaml.value.rounded,
    ...faults.map((fault) => problemOf(fault, yaml.value.positionOf(fault.path, fault.part))),
    ...named.problems,
  ];
  if (problems.length > 0) return { ok: false, problems };
  const notes = notesOf(subject).map(({ path, message }) => ({
    path: pathText(path),
    message,
    at: yaml.value.positionOf(path, 'key'),
  }));
  return {
    ok: true,
    value: {
      folder: dirname(file),
      spec,
      contracts: named.contracts,
      principals: named.principals ?? [],
      notes,
    },
  };
}

interface Named {
  readonly contracts: Record<string, Contract>;
  readonly principals?: readonly Principal[];
  readonly problems: SpecProblem[];
}

async function readNamed(yaml: YamlFile, spec: PipelineSpec): Promise<Named> {
  const contracts: Record<string, Contract> = {};
  const problems: SpecProblem[] = [];
  for (const [source, { contract }] of Object.entries(spec.sources)) {
    if (contract === undefined) continue;
    const read = await readNamedDocument(yaml, ['sources', source, 'contract'], contract, Contract);
    if (read.ok) contracts[source] = read.value;
    else problems.push(...read.problems);
  }
  for (const [path, named, kind] of [
    [['model', 'features'], spec.model?.features, 'file'],
    [['training', 'trainer', 'folder'], spec.training?.trainer.folder, 'folder'],
  ] as const) {
    const problem = named === undefined ? undefined : await missingFile(yaml, path, named, kind);
    if (problem) problems.push(problem);
  }
  for (const gate of checkedGates)
    problems.push(...(await problemsOfPrograms(yaml, spec.gates?.[gate]?.checks ?? [], ['gates', gate, 'checks'])));
  if (spec.access === undefined) return { contracts, problems };
  const file = await readNamedDocument(yaml, ['access', 'principals'], spec.access.principals, PrincipalFile);
  if (!file.ok) return { contracts, problems: [...problems, ...file.problems] };
  return { contracts, principals: file.value.principals, problems };
}

async function readNamedDocument<T extends z.ZodType>(
  yaml: YamlFile,
  path: readonly string[],
  named: string,
  schema: T,
): Promise<Result<z.output<T>, SpecProblem[]>> {
  const missing = await missingFile(yaml, path, named, 'file');
  return missing ? { ok: false, problems: [missing] } : readDocument(join(dirname(yaml.file), named), schema);
}
