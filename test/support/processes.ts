import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The processes, by id, whose command line or environment names one of these texts: whoever began them, whoever their parent is. */
export function processesNaming(...texts: readonly string[]): number[] {
  const listed = process.platform === 'linux' ? listOnLinux() : listByPs();
  return listed
    .filter(({ pid, text }) => pid !== process.pid && texts.some((each) => text.includes(each)))
    .map(({ pid }) => pid);
}

interface Listed {
  readonly pid: number;
  readonly text: string;
}

const listOnLinux = (): Listed[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), text: `${read(`/proc/${pid}/cmdline`)}\0${read(`/proc/${pid}/environ`)}` }));

const listByPs = (): Listed[] =>
  execFileSync('ps', ['-Eww', '-axo', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => ({ pid: Number.parseInt(line, 10), text: line }));

/** Empty for a process that has just ended, or belongs to somebody else. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
