import { dirname, relative, resolve } from 'node:path';
import type { Check } from '#contracts/check.ts';
import type { Custom } from '#contracts/checks/programs.ts';
import { TidegateError } from '#contracts/problem.ts';
import { type CustomChecks, loadCustomChecks } from './custom-module.ts';
import { faultsOfIssues } from './faults-of-issues.ts';
import { missingFile } from './named-files.ts';
import { type Fault, type Path, problemOf, type SpecProblem } from './problem.ts';
import { dangling, invalid } from './rules/rule.ts';
import type { YamlFile } from './yaml-file.ts';

/** The file that registers a check, by the `name@version` of the check. */
export type Modules = ReadonlyMap<string, string>;

export const noModules: Modules = new Map();

/** The checks that some files register. Throws `CUSTOM_MODULE_INVALID` for a file that is not a module of checks, and for a check that two files register. */
export async function modulesIn(files: readonly string[]): Promise<Modules> {
  const modules = new Map<string, string>();
  for (const file of files)
    for (const id of (await loadCustomChecks(file, file)).keys()) {
      if (modules.has(id)) throw twice(file, id);
      modules.set(id, file);
    }
  return modules;
}

const twice = (path: string, observed: string) =>
  new TidegateError({
    code: 'CUSTOM_MODULE_INVALID',
    message: 'a check is registered twice',
    path,
    observed,
    expected: 'each name and version once',
  });

/** Custom checks that name no module get the one that registers them. */
export const withModules = (checks: readonly Check[], modules: Modules, folder: string): Check[] =>
  checks.map((check) => {
    if (!('custom' in check) || check.custom.module !== undefined) return check;
    const file = modules.get(check.custom.check);
    return file === undefined ? check : { custom: { ...check.custom, module: relative(folder, resolve(file)) } };
  });

/** What is wrong with a custom check, with its module, or with the options that a gate gives it. */
export async function problemsOfCustom(
  yaml: YamlFile,
  custom: Custom,
  path: Path,
  modules: Modules,
): Promise<SpecProblem[]> {
  const { module } = custom;
  const at = [...path, 'module'];
  const place = (fault: Fault) => problemOf(fault, yaml.positionOf(fault.path, fault.part));
  if (module === undefined) return [place(unregistered(custom, path, modules))];
  const missing = await missingFile(yaml, at, module, 'file');
  if (missing) return [missing];
  try {
    const checks = await loadCustomChecks(resolve(dirname(yaml.file), module), module);
    return faultsOf(custom, path, checks).map(place);
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
    const { code, message, observed, expected } = error.problem;
    return [place({ code, path: at, message, ...(observed && { observed }), ...(expected && { expected }) })];
  }
}

const unregistered = ({ check }: Custom, path: Path, modules: Modules): Fault =>
  modules.size > 0
    ? dangling([...path, 'check'], check, 'among the checks of the modules of `--checks`, check', modules.keys())
    : invalid([...path, 'module'], `nothing says which file registers ${check}`, 'no `module`', '`module`, a file');

function faultsOf({ check, options }: Custom, path: Path, checks: CustomChecks): Fault[] {
  const found = checks.get(check);
  if (!found) return [dangling([...path, 'check'], check, 'among the checks of its module, check', checks.keys())];
  const parsed = found.options.safeParse(options);
  if (parsed.success) return [];
  return faultsOfIssues(found.options, parsed.error.issues, options).map((fault) => ({
    ...fault,
    path: [...path, 'options', ...fault.path],
  }));
}
