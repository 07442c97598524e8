import { realpath } from 'node:fs/promises';
import { isBuiltin, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { CustomName } from '#contracts/checks/programs.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { CustomCheck } from '#domain/gates/custom-check.ts';

/** The checks of a module, by `name@version`. */
export type CustomChecks = ReadonlyMap<string, CustomCheck>;

/**
 * Loads a module whose default export is a list of custom checks. Throws `CUSTOM_MODULE_INVALID` for any other.
 *
 * A module may import only `tidegate/checks` and what Node has, so the digest of its bytes covers all of its code.
 *
 * @param file the name of the module in messages
 */
export async function loadCustomChecks(path: string, file: string): Promise<CustomChecks> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw invalid(file, `there is no file ${file}`, file, 'a module of TypeScript or JavaScript');
  const loaded = Loaded.safeParse(await imported(file, pathToFileURL(real).href));
  if (!loaded.success)
    throw invalid(file, 'its default export is no list of checks', file, 'a list of what `defineCheck` gives');
  const checks = loaded.data.default;
  const named = new Map(checks.map((check) => [idOf(check), check]));
  const twice = checks.find((check) => named.get(idOf(check)) !== check);
  if (twice) throw invalid(file, 'a check is registered twice', idOf(twice), 'each name and version once');
  return named;
}

const idOf = ({ name, version }: CustomCheck): string => `${name}@${version}`;

const Loaded = z.object({ default: z.array(z.custom<CustomCheck>(isCustomCheck)).min(1).max(200) });

/** Whether it was made by `defineCheck`, with a name that a gate can use. */
function isCustomCheck(value: unknown): boolean {
  const shape = z.object({ name: z.string(), version: z.string(), options: z.instanceof(z.ZodType) });
  const check = shape.safeParse(value);
  if (!check.success || !(typeof value === 'object' && value !== null && 'with' in value)) return false;
  return CustomName.safeParse(`${check.data.name}@${check.data.version}`).success;
}

async function imported(file: string, url: string): Promise<unknown> {
  const own = import.meta.resolve('#domain/gates/sdk.ts');
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'tidegate/checks') return { url: own, shortCircuit: true };
      if (context.parentURL === url && !isBuiltin(specifier))
        throw new Error(`it imports ${specifier}, which its digest would not cover`);
      return next(specifier, context);
    },
  });
  try {
    return await import(url);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw invalid(file, `the module cannot be loaded: ${message}`, file, 'one module that stands alone', cause);
  } finally {
    hooks.deregister();
  }
}

const invalid = (path: string, message: string, observed: string, expected: string, cause?: unknown) =>
  new TidegateError({ code: 'CUSTOM_MODULE_INVALID', message, path, observed, expected }, { cause });
