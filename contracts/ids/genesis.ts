import { idPrefix, type StreamName, streamNamed } from './workflow-ids.ts';

// A reference in the artifact store says that a stream was begun: `streams/{pipeline}/{partition}`.

const asReference = (id: string): string => id.replace(/^stream\//, 'streams/');

/** The reference which says that the stream of a workflow id was begun. */
export const genesisOf = (streamId: string): string => asReference(streamId);

/** What the references of all streams begin with, or those of one pipeline's. */
export const genesisPrefix = (pipeline?: string): string => asReference(idPrefix('stream', pipeline));

/** The stream that a reference says was begun. */
export const genesisNamed = (reference: string): StreamName | undefined =>
  streamNamed(reference.replace(/^streams\//, 'stream/'));
