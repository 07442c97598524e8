// npm runs this before each script that has a `pre…` in package.json: where node_modules is not what package-lock.json says, it
// runs `npm ci`. With --only-say it says so, and the script goes on.
// It runs on the machine's own Node, before there is any package, and is written down to what Node 12 reads, so that an old
// Node is told by name and not by a syntax error.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { running } from './running.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** npm's list of what it has put into node_modules. It is written last: an `npm ci` that was interrupted leaves none. */
const npmsList = 'node_modules/.package-lock.json';
/** The hashes of package-lock.json and of npm's list as they were when they agreed. `npm ci` removes it with all else. */
const agreement = 'node_modules/.agreement.json';
/** deploy/Dockerfile leaves it there. */
const imageMark = 'node_modules/.image';

const graceMs = 500;

main(process.argv.includes('--only-say'));

function main(onlySay) {
  // What an image was built with stays. The mark is in the folder it protects: it holds in any environment, and not for another
  // node_modules that is mounted in its place.
  if (existsSync(join(root, imageMark))) return;
  const reason = whyInstall();
  if (reason === undefined) return;
  const obstacle = oldNode() || services(onlySay ? 'run `npm ci`' : 'start this again');
  if (obstacle === undefined && !onlySay) return install(reason);
  say(`${reason}${obstacle || ': run `npm ci`'}.`);
  process.exitCode = onlySay ? 0 : 1;
}

/** What is wrong with node_modules; undefined where nothing is. */
function whyInstall() {
  const [lock, list] = [read('package-lock.json'), read(npmsList)];
  if (lock === undefined) return 'package-lock.json is missing';
  if (!existsSync(join(root, 'node_modules'))) return 'node_modules is missing';
  if (list === undefined) return 'node_modules is not complete';
  const agreed = parse(read(agreement));
  // Where npm has been run by hand since, its list is younger than the record, and tells more.
  if (agreed.list === hash(list)) {
    return agreed.lock === hash(lock) ? undefined : 'package-lock.json has changed since node_modules was installed';
  }
  const [first, ...others] = differences(parse(lock).packages, parse(list).packages);
  if (first === undefined) return recordAgreement();
  return `node_modules lacks ${first}${others.length > 0 ? ` and ${others.length} more` : ''} of package-lock.json`;
}

/** The packages that are not there in the lock's version. An optional one may be absent: most are for other machines. */
function differences(locked = {}, installed = {}) {
  return Object.keys(locked)
    .filter((path) => path !== '')
    .filter((path) =>
      path in installed ? installed[path].version !== locked[path].version : locked[path].optional !== true,
    )
    .map((path) => `${path.split('node_modules/').pop()} ${locked[path].version}`);
}

function oldNode() {
  const needed = parse(read('package.json')).engines.node;
  const [least, own] = [needed, process.versions.node].map((version) => version.match(/\d+/g).map(Number));
  if (own[0] > least[0] || (own[0] === least[0] && own[1] >= least[1])) return undefined;
  return `, and installing takes Node ${needed}: this is Node ${process.versions.node}, ${process.execPath}`;
}

/** Packages must not be taken away under what runs. */
function services(andThen) {
  const { names, commands } = running(root);
  if (names.length === 0) return undefined;
  return `, but this runs from here: ${names.join(', ')}. End it by \`${commands.join('; ')}\`, then ${andThen}`;
}

function install(reason) {
  say(`${reason}: running \`npm ci\`.`);
  // npm itself must not run on the Node in node_modules, which it is about to delete.
  const path = process.env.PATH.split(delimiter).filter((folder) => !folder.startsWith(join(root, 'node_modules')));
  // The pinned Node is a development package, which NODE_ENV=production would leave out. Standard output is the script's own.
  const npm = spawn('npm', ['ci', '--include=dev'], {
    cwd: root,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['inherit', process.stderr, 'inherit'],
  });
  let signalled;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      signalled = signal;
      npm.kill(signal);
      // npm would unpack to its end, for half a minute; what it leaves is known to be incomplete either way.
      setTimeout(() => npm.kill('SIGKILL'), graceMs).unref();
    });
  }
  npm.on('error', ({ message }) => {
    say(`npm does not start (${message}): put it on the PATH, then start this again.`);
    process.exitCode = 1;
  });
  npm.on('exit', (code, signal) => {
    if (code === 0) recordAgreement();
    if (signalled || signal) return endBy(signalled || signal);
    if (code !== 0) say(`\`npm ci\` failed (exit code ${code}): mend what it names above, then start this again.`);
    process.exitCode = code;
  });
}

/** Ends by a signal that was caught, so that npm and the shell stop too. */
function endBy(signal) {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function recordAgreement() {
  try {
    const hashes = { lock: hash(read('package-lock.json')), list: hash(read(npmsList)) };
    writeFileSync(join(root, agreement), JSON.stringify(hashes));
  } catch (_) {
    // Where node_modules may only be read, all is compared each time.
  }
}

function read(file) {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (_) {
    return undefined;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (_) {
    return {};
  }
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
