import { join } from 'node:path';

/** Names the folder into which the processes of a run write which lines ran; where it is not set, nothing is collected. */
export const coverageVariable = 'TIDEGATE_TEST_COVERAGE';

export const root = join(import.meta.dirname, '..', '..', '..');

/** The rooms that decide. */
export const rooms = ['contracts', 'domain', 'workflows'];

/** A file whose lines are counted: what makes documents of schemas decides nothing. */
export const isCovered = (file: string): boolean =>
  rooms.some((room) => file.startsWith(`${room}/`)) && file.endsWith('.ts') && !file.startsWith('contracts/generate/');
