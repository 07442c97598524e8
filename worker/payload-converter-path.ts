import { join } from 'node:path';
import { projectRoot } from '#stores/settings.ts';

/** The payload converter that never throws, for workers and replays alike. */
export const payloadConverterPath = join(projectRoot, 'workflows', 'bundle', 'payload-converter.ts');
