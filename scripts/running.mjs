// What of Tidegate runs from a checkout. Plain JavaScript without packages, as installed.mjs, which asks it.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Each process as a person would name it, and the commands that end them; both empty where nothing runs. */
export function running(root) {
  const records = recorded(root);
  const owners = records.map(({ owner }) => owner).filter(isRunning);
  const known = [...records.map((record) => record.process), ...owners].map(({ pid }) => pid);
  const others = startedByHand(root).filter(({ pid }) => !known.includes(pid));
  const all = [...records.map((record) => ({ name: record.name, pid: record.process.pid })), ...others];
  return {
    names: all.map(({ name, pid }) => `${name} (process ${pid})`),
    commands: [...new Set([...records.map(commandFor), ...others.map(({ pid }) => `kill ${pid}`)])],
  };
}

/** What `dev` and `demo` have noted of what they started: local/run-records.ts. */
function recorded(root) {
  const own = join(root, '.tidegate');
  const homes = new Set([own, join(own, 'demo'), process.env.TIDEGATE_HOME || own]);
  return [...homes]
    .map((home) => join(home, 'run'))
    .reduce((files, folder) => files.concat(namesIn(folder).map((name) => join(folder, name))), [])
    .filter((file) => file.endsWith('.json'))
    .map((file) => attempt(() => JSON.parse(readFileSync(file, 'utf8'))))
    .filter((record) => attempt(() => isRunning(record.process)) === true);
}

/** Whoever started a service ends it in order; one that was left behind is ended itself. */
function commandFor({ process: { pid }, owner, stopSignal, alone }) {
  return isRunning(owner) ? `kill ${owner.pid}` : `kill -s ${stopSignal.slice(3)} -- ${alone ? pid : -pid}`;
}

const entries = /^(client\/cli\/tidegate|client\/gateway\/main|worker\/(programs\/[a-z]+\/)?main)\.ts$/;

/** A worker or a gateway that was started by itself has no record. They are found on Linux only, where /proc tells of them. */
function startedByHand(root) {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), name: attempt(() => entryOf(pid, root)) }))
    .filter(({ name }) => name !== undefined);
}

/** The file of this checkout that a process runs by Node. */
function entryOf(pid, root) {
  const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  if (!/(^|\/)node$/.test(program)) return undefined;
  const folder = readlinkSync(`/proc/${pid}/cwd`);
  const inCheckout = (arg) => attempt(() => relative(root, realpathSync(resolve(folder, arg))));
  return args.map(inCheckout).find((path) => entries.test(path));
}

/** Whether it is the very process of a record, and not a later one of its number: local/process-identity.ts. */
function isRunning(identity) {
  const startOf = process.platform === 'linux' ? startOnLinux : startByPs;
  return attempt(() => startOf(identity.pid) === identity.started) === true;
}

function startOnLinux(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name, in parentheses, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
}

function startByPs(pid) {
  const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  return line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}

function namesIn(folder) {
  return attempt(() => readdirSync(folder)) || [];
}

/** What cannot be read tells nothing: it is of another user, or has ended meanwhile. */
function attempt(read) {
  try {
    return read();
  } catch (_) {
    return undefined;
  }
}
