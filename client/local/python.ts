import { type Problem, type Result, refuse, succeed, TidegateError } from '#contracts/problem.ts';
import { runProgram } from './run-program.ts';

/** The oldest Python that the trainer's packages run on. */
const oldest = { major: 3, minor: 10 };

/** A Python that was found. */
export interface Python {
  /** Absolute path of the interpreter. */
  readonly path: string;
  /** As `3.11.7`. */
  readonly version: string;
  /** Whether it can make virtual environments with pip in them: Debian ships this apart. */
  readonly makesVenvs: boolean;
  /** Whether `python -m pip` works without one. */
  readonly hasPip: boolean;
}

const question = `import sys, importlib.util as u
print(sys.executable, "%d.%d.%d" % sys.version_info[:3], all(u.find_spec(m) for m in ("venv", "ensurepip")), bool(u.find_spec("pip")), sep="\\n")`;

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
    const [path = '', version = '', venv, pip] = output.trim().split('\n');
    if (code !== 0 || version === '') observed.push(`${name}: cannot be run`);
    else if (!isRecent(version)) observed.push(`${name}: ${version}`);
    else
      return succeed({
        path,
        version,
        makesVenvs: venv === 'True',
        hasPip: pip === 'True',
      });
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

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}

const pythonMissing = (observed: string): Problem => ({
  code: 'MACHINE_INCOMPLETE',
  message: `Python ${oldest.major}.${oldest.minor} or later is needed`,
  observed,
  expected: `python3 ≥ ${oldest.major}.${oldest.minor}`,
  remedy:
    'Install it (Debian and Ubuntu: apt-get install python3 python3-venv; macOS: brew install python), or name one by TIDEGATE_PYTHON.',
});
