import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { z } from 'zod';
import { ChainHead, Decision } from '#contracts/decision.ts';
import type { RecordedHistory } from '#worker/replay/replay.ts';

export const folder = join(import.meta.dirname, 'histories');

const Recording = z.strictObject({
  workflowId: z.string(),
  runId: z.string(),
  workflowType: z.string(),
  /** How the run ended; `running` for one that was open when it was recorded. */
  status: z.string(),
  /** What the catalog held of it. */
  decisions: z.array(Decision),
  /** The chain's end as its result or its continuation carries it. */
  sealed: ChainHead.optional(),
  history: z.looseObject({ events: z.array(z.unknown()) }),
});

/** One run of the story, with the decisions that it made when it was live. */
export interface Recorded extends RecordedHistory, Omit<z.infer<typeof Recording>, keyof RecordedHistory> {
  /** What it is kept for, which is also its file's name. */
  readonly name: string;
}

/** All recorded runs, in order of their names. */
export async function readRecorded(): Promise<Recorded[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(suffix)).sort();
  return Promise.all(files.map(async (file) => read(file.slice(0, -suffix.length))));
}

async function read(name: string): Promise<Recorded> {
  const { history, ...recording } = Recording.parse(JSON.parse(await textOf(name)));
  return { ...recording, name, history: historyFromJSON(history) };
}

/** The text of a recording, as whoever unpacks it reads it. */
export async function textOf(name: string): Promise<string> {
  return (await promisify(gunzip)(await readFile(fileOf(name)))).toString('utf8');
}

/** Replaces all recorded runs. */
export async function writeRecorded(all: readonly Recorded[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const recorded of all)
    await writeFile(fileOf(recorded.name), await promisify(gzip)(packed(recorded), { level: 9 }));
}

/** The text of a recording that is not written yet. */
export const packed = ({ name: _name, history, ...recording }: Recorded): string =>
  JSON.stringify({ ...recording, history: JSON.parse(historyToJSON(history)) });

const suffix = '.json.gz';
const fileOf = (name: string): string => join(folder, `${name}${suffix}`);
