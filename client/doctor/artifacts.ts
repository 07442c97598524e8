import { statfs } from 'node:fs/promises';
import { TidegateError } from '#contracts/problem.ts';
import { gigabytes, neededBytes } from '#local/preflight.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { probeStore } from '#stores/artifacts/probe.ts';
import { type Examination, failing, warning, well } from './diagnosis.ts';
import type { Surroundings } from './surroundings.ts';

/** Examines the artifact store and its free space. */
export const artifactExaminations = ({ settings: { artifacts } }: Surroundings): Examination[] => [
  { what: 'artifact store', code: 'STORE_UNAVAILABLE', look: () => store(artifacts) },
  { what: 'free space', code: 'STORE_UNAVAILABLE', look: () => space(artifacts) },
];

async function store(location: string) {
  try {
    await probeStore(await openArtifactStore(location));
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
    const { message, observed = '' } = error.problem;
    return { ...failing(`${location}: ${message}`, fixOf(location, observed)), code: error.problem.code };
  }
  return well(`${location} can be written and read`);
}

/** @param reason the error code of the operating system, such as `EACCES` */
function fixOf(folder: string, reason: string): string {
  if (folder.startsWith('s3:')) return `aws s3 ls ${folder}`;
  if (reason === 'EACCES' || reason === 'EPERM') return `sudo chown -R "$(id -un)" ${folder}`;
  if (reason === 'ENOSPC' || reason === 'EDQUOT') return roomFor(folder);
  if (reason === 'EROFS') return `mount | grep "$(df --output=target ${folder} | tail -1)"`;
  return `ls -ld ${folder} ${folder}/*`;
}

/** A command that shows what takes up the space. */
const roomFor = (folder: string): string => `du -xhd1 ${folder}`;

async function space(location: string) {
  // Opening the store creates the folder if it is missing, because `statfs` needs one. For a bucket it is the folder of
  // local copies.
  const { files: folder } = await openArtifactStore(location);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const observed = `${gigabytes(free)} for artifacts`;
  if (free >= neededBytes) return well(observed);
  return warning(`${observed}, less than ${gigabytes(neededBytes)}`, roomFor(folder));
}
