import { GateFile } from '#contracts/check.ts';
import type { Result } from '#contracts/problem.ts';
import { parseDocument } from '../spec/named-files.ts';
import { problemOf, type SpecProblem } from '../spec/problem.ts';
import { contradictionIn, repeatedChecks } from '../spec/rules/checks.ts';
import { readYaml } from '../spec/yaml-file.ts';

/** Reads a gate in a file of its own; every problem with its place. */
export async function loadGate(file: string): Promise<Result<GateFile, SpecProblem[]>> {
  const yaml = await readYaml(file);
  if (!yaml.ok) return yaml;
  const parsed = parseDocument(yaml.value, GateFile);
  if (!parsed.ok) return parsed;
  const { checks } = parsed.value;
  const faults = [
    ...checks.flatMap((check, i) => contradictionIn(check, ['checks', i]) ?? []),
    ...repeatedChecks(checks, ['checks']),
  ];
  if (faults.length === 0) return parsed;
  return {
    ok: false,
    problems: faults.map((fault) => problemOf(fault, yaml.value.positionOf(fault.path, fault.part))),
  };
}
