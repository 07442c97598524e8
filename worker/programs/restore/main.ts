import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readSettings } from '#stores/settings.ts';
import { connectClient } from '../../connect.ts';
import { installRuntime } from '../../logger.ts';
import { restoreStream } from '../../recovery/restore.ts';
import { respond } from '../respond.ts';
import { restore } from './answer.ts';

await respond(restore, async function* ({ stream }) {
  installRuntime();
  const artifacts = await openArtifactStore(readSettings().artifacts);
  const succession = await restoreStream(await connectClient('tidegate-restore'), artifacts, stream);
  const { state, unseen, predecessor } = succession;
  yield {
    succession,
    predecessor: predecessor.runId,
    waiting: state.inbox.length,
    unseen: unseen.length,
    panes: state.panes.length,
  };
});
