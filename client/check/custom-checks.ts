import { readFile, realpath } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Check } from '#contracts/check.ts';
import { Custom } from '#contracts/checks/programs.ts';
import { TidegateError } from '#contracts/problem.ts';
import { sha256 } from '#domain/digest.ts';
import type { CustomCheck, RegisteredCheck } from '#domain/gates/custom-check.ts';
import { faultsOfIssues } from '../spec/faults-of-issues.ts';
import type { Fault, Path } from '../spec/problem.ts';
import { dangling } from '../spec/rules/rule.ts';

/** Checks that modules register, by `name@version`. */
export type CustomChecks = ReadonlyMap<string, RegisteredCheck>;

/**
 * Loads modules whose default export is a list of custom checks. Throws `CUSTOM_MODULE_INVALID` for one that is none.
 *
 * A module stands alone, packages apart: the digest of its bytes is that of all its own code.
 */
export async function loadCustomChecks(files: readonly string[]): Promise<CustomChecks> {
  const registered = new Map<string, RegisteredCheck>();
  for (const file of files)
    for (const one of await checksIn(file)) {
      const id = idOf(one.check);
      if (registered.has(id)) throw invalid(file, 'a check is registered twice', id, 'each name and version once');
      registered.set(id, one);
    }
  return registered;
}

/** What a gate asks of a custom check that it does not have, or of which it makes no sense. */
export function faultsOfCustom(check: Check, path: Path, registered: CustomChecks): Fault[] {
  if (!('custom' in check)) return [];
  const { check: id, options } = check.custom;
  const at = [...path, 'custom'];
  const found = registered.get(id);
  if (found === undefined)
    return [dangling([...at, 'check'], id, 'among the checks of the modules of `--checks`, check', registered.keys())];
  const parsed = found.check.options.safeParse(options);
  if (parsed.success) return [];
  return faultsOfIssues(found.check.options, parsed.error.issues, options).map((fault) => ({
    ...fault,
    path: [...at, 'options', ...fault.path],
  }));
}

const idOf = ({ name, version }: CustomCheck): string => `${name}@${version}`;

const Loaded = z.object({ default: z.array(z.custom<CustomCheck>(isCustomCheck)).min(1).max(200) });

/** Whether it came out of `defineCheck`, under a name that a gate can call it by. */
function isCustomCheck(value: unknown): boolean {
  const shape = z.object({ name: z.string(), version: z.string(), options: z.instanceof(z.ZodType) });
  const check = shape.safeParse(value);
  if (!check.success || !(typeof value === 'object' && value !== null && 'with' in value)) return false;
  return Custom.shape.check.safeParse(`${check.data.name}@${check.data.version}`).success;
}

async function checksIn(file: string): Promise<RegisteredCheck[]> {
  const path = await realpath(file).catch(() => undefined);
  if (path === undefined) throw invalid(file, `there is no file ${file}`, file, 'a module of TypeScript or JavaScript');
  const code = sha256(await readFile(path));
  const loaded = Loaded.safeParse(await imported(file, pathToFileURL(path).href));
  if (!loaded.success)
    throw invalid(file, 'its default export is no list of checks', file, 'a list of what `defineCheck` gives');
  return loaded.data.default.map((check) => ({ check, code }));
}

async function imported(file: string, url: string): Promise<unknown> {
  const own = import.meta.resolve('#client/sdk/checks.ts');
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'tidegate/checks') return { url: own, shortCircuit: true };
      if (context.parentURL === url && /^(?:\.|\/|file:)/.test(specifier))
        throw new Error(`it imports ${specifier}, which its digest would not cover`);
      return next(specifier, context);
    },
  });
  try {
    return await import(url);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw invalid(file, `the module cannot be loaded: ${message}`, file, 'one module, packages apart', cause);
  } finally {
    hooks.deregister();
  }
}

const invalid = (path: string, message: string, observed: string, expected: string, cause?: unknown) =>
  new TidegateError({ code: 'CUSTOM_MODULE_INVALID', message, path, observed, expected }, { cause });
