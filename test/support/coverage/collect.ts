import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { sourceLines } from './bundle.ts';
import { linesRun, type Range } from './lines.ts';
import { coverageVariable, isCovered, root } from './rooms.ts';

let session: Session | undefined;
let taken = 0;

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

/** Begins to collect which lines run in this thread, where a folder for it is named. */
export function beginCoverage(): void {
  if (process.env[coverageVariable] === undefined || session !== undefined) return;
  session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
}

/** Writes which lines have run since the last time. */
export function takeCoverage(): void {
  const folder = process.env[coverageVariable];
  if (folder === undefined || session === undefined) return;
  const lines: Record<string, number[]> = {};
  for (const script of scriptsThatRan(session)) {
    for (const [file, ran] of ranIn(session, script)) lines[file] = [...(lines[file] ?? []), ...ran];
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${process.pid}-${threadId}-${taken++}.json`), JSON.stringify(lines));
}

// In the thread that it looks at, the inspector answers before `post` returns.
function scriptsThatRan(inspector: Session): Script[] {
  let scripts: Script[] = [];
  inspector.post('Profiler.takePreciseCoverage', (_error, answer) => {
    scripts = answer?.result ?? [];
  });
  return scripts;
}

function sourceOf(inspector: Session, scriptId: string): string {
  let source = '';
  inspector.post('Debugger.enable');
  inspector.post('Debugger.getScriptSource', { scriptId }, (_error, answer) => {
    source = answer?.scriptSource ?? '';
  });
  inspector.post('Debugger.disable');
  return source;
}

/** A bundle is an artifact, and runs by its path. */
const isBundle = /\/sha256\/..\/..\/[0-9a-f]{64}$/;

/** The lines, from 0, that ran: of a file of ours, or of the files that a bundle of workflows is made of. */
function ranIn(inspector: Session, { scriptId, url, functions }: Script): [file: string, lines: number[]][] {
  const ranges = functions.flatMap((each) => each.ranges);
  if (isBundle.test(url)) return sourceLines(sourceOf(inspector, scriptId), ranges);
  const file = url.startsWith('file://') ? relative(root, fileURLToPath(url)) : '';
  if (!isCovered(file)) return [];
  const ran = linesRun(readFileSync(join(root, file), 'utf8'), ranges);
  return [[file, ran.flatMap((yes, line) => (yes ? [line] : []))]];
}
