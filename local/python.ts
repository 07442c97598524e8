import { type Problem, type Result, refuse, succeed, TidegateError } from '#contracts/problem.ts';
import { runProgram } from './run-program.ts';

/** The oldest Python that the trainer's packages run on. */
const oldest = [3, 10] as const;

/** A Python that was found. */
export interface Python {
  /** Absolute path of the interpreter. */
  readonly path: string;
  /** As `3.11.7`. */
  readonly version: string;
  /** Whether `python -m pip` works. */
  readonly hasPip: boolean;
  /**
   * How packages are installed into a virtual environment that it makes: by its own pip, from outside (only recent ones can; this starts
   * at once), or by a pip that is put into the environment first. Debian packages each of them separately, so neither may be there.
   */
  readonly fillsVenvs: 'from outside' | 'from inside' | 'not at all';
}

/** The oldest pip that installs into another interpreter's environment (`pip --python`). */
const oldestPipFromOutside = [22, 3] as const;

const question = `import sys, importlib.util as u, importlib.metadata as m
has = lambda name: u.find_spec(name) is not None
print(sys.executable, "%d.%d.%d" % sys.version_info[:3], has("venv"), has("ensurepip"), m.version("pip") if has("pip") else "", sep="\\n")`;

/**
 * Finds a Python of at least 3.10: the one that `TIDEGATE_PYTHON` names, else `python3`, else `python` on the PATH.
 *
 * @returns `MACHINE_INCOMPLETE` with what was found and what to install
 */
export async function findPython(env: NodeJS.ProcessEnv = process.env): Promise<Result<Python>> {
  const named = env.TIDEGATE_PYTHON;
  const observed: string[] = [];
  for (const name of named ? [named] : ['python3', 'python']) {
    const { code, output } = await runProgram(name, ['-c', question], { env });
    const [path = '', version = '', venv, ensurepip, pip = ''] = output.split('\n').map((line) => line.trim());
    if (code !== 0 || version === '') observed.push(`${name}: cannot be run`);
    else if (!isAtLeast(version, oldest)) observed.push(`${name}: ${version}`);
    else {
      const inside = ensurepip === 'True' ? 'from inside' : 'not at all';
      const fillsVenvs =
        venv !== 'True' ? 'not at all' : isAtLeast(pip, oldestPipFromOutside) ? 'from outside' : inside;
      return succeed({ path, version, hasPip: pip !== '', fillsVenvs });
    }
  }
  return refuse(pythonMissing(observed.join(', ')));
}

/** {@link findPython}, for a caller that cannot go on without one: throws its problem. */
export async function requirePython(env?: NodeJS.ProcessEnv): Promise<Python> {
  const found = await findPython(env);
  if (found.ok) return found.value;
  const [problem = pythonMissing('')] = found.problems;
  throw new TidegateError(problem);
}

/** What to install where a Python cannot make virtual environments. */
export function venvMissing(python: Python): Problem {
  const minor = python.version.split('.').slice(0, 2).join('.');
  return {
    code: 'MACHINE_INCOMPLETE',
    message: 'Python lacks the modules `venv` and `ensurepip`',
    observed: `${python.path} ${python.version}`,
    expected: 'a Python that can make virtual environments',
    remedy: `On Debian and Ubuntu: apt-get install python${minor}-venv (or python3-venv).`,
  };
}

function isAtLeast(version: string, [leastMajor, leastMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

const pythonMissing = (observed: string): Problem => ({
  code: 'MACHINE_INCOMPLETE',
  message: `Python ${oldest.join('.')} or later is needed`,
  observed,
  expected: `python3 ≥ ${oldest.join('.')}`,
  remedy:
    'Install it (Debian and Ubuntu: apt-get install python3 python3-venv; macOS: brew install python), or name one by TIDEGATE_PYTHON.',
});
