import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { nearest } from '#contracts/nearest.ts';
import type { Result } from '#contracts/problem.ts';
import { faultsOfIssues } from './faults-of-issues.ts';
import { type Path, problemOf, type SpecProblem } from './problem.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** Whether a spec names a file or a folder. */
export type NamedKind = 'file' | 'folder';

/** The problem of a file or folder that a spec names and that is not there; undefined where it is. */
export async function missingFile(
  spec: YamlFile,
  path: Path,
  named: string,
  kind: NamedKind,
): Promise<SpecProblem | undefined> {
  const location = join(dirname(spec.file), named);
  const found = await stat(location).catch(() => undefined);
  if (kind === 'folder' ? found?.isDirectory() : found?.isFile()) return undefined;
  const siblings = await readdir(dirname(location)).catch((): string[] => []);
  const guess = found === undefined ? nearest(basename(location), siblings) : undefined;
  const fault = {
    code: 'SPEC_REFERENCE_DANGLING',
    path,
    message: found === undefined ? `there is no ${kind} ${location}` : `${location} is not a ${kind}`,
    observed: named,
    expected: `a ${kind}, named from the folder of ${basename(spec.file)}`,
    ...(guess !== undefined && { suggestion: join(dirname(named), guess) }),
  } as const;
  return problemOf(fault, spec.positionOf(path));
}

/** Reads a YAML file by its schema; every problem with its place in that file. */
export async function readDocument<T extends z.ZodType>(
  file: string,
  schema: T,
): Promise<Result<z.output<T>, SpecProblem[]>> {
  const yaml = await readYaml(file);
  return yaml.ok ? parseDocument(yaml.value, schema) : yaml;
}

/** Parses a YAML file by its schema; every problem with its place. */
export function parseDocument<T extends z.ZodType>(yaml: YamlFile, schema: T): Result<z.output<T>, SpecProblem[]> {
  const parsed = schema.safeParse(yaml.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const faults = faultsOfIssues(schema, parsed.error.issues, yaml.value);
  return {
    ok: false,
    problems: faults.map((fault) => problemOf(fault, yaml.positionOf(fault.path, fault.part))),
  };
}
