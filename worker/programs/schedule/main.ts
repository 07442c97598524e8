import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readSettings } from '#stores/settings.ts';
import { connectClient } from '../../connect.ts';
import { installRuntime } from '../../logger.ts';
import { streamSchedule } from '../../replay/stream-runs.ts';
import { respond } from '../respond.ts';
import { schedule } from './answer.ts';

await respond(schedule, async function* (request) {
  installRuntime();
  const artifacts = await openArtifactStore(readSettings().artifacts);
  const client = await connectClient('tidegate-replay');
  const { lines, ...stream } = await streamSchedule(client, artifacts, request.stream, request.run);
  yield { stream };
  yield* lines;
});
