import { Client, Connection } from '@temporalio/client';
import { TidegateError } from '#contracts/problem.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readSettings, temporalConfig } from '#stores/settings.ts';
import { installRuntime } from '../../logger.ts';
import { restoreStream } from '../../recovery/restore.ts';

/**
 * Restores what an ended stream left, from its last history: the entry point behind `tidegate stream recover`.
 *
 * The one argument is the stream's workflow id. Prints one JSON line: `{ succession }`, or `{ problem }` where there is none.
 */
async function main([streamId = '']: readonly string[]): Promise<unknown> {
  installRuntime();
  const { connectionOptions, namespace } = temporalConfig();
  const channelArgs = { 'grpc.max_receive_message_length': -1 };
  const connection = await Connection.connect({ ...connectionOptions, channelArgs });
  const client = new Client({ connection, namespace, identity: 'tidegate-restore' });
  try {
    return { succession: await restoreStream(client, await openArtifactStore(readSettings().artifacts), streamId) };
  } catch (error) {
    if (error instanceof TidegateError) return { problem: error.problem };
    throw error;
  } finally {
    await connection.close();
  }
}

main(process.argv.slice(2)).then(
  (line) => process.stdout.write(`${JSON.stringify(line)}\n`, () => process.exit(0)),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(4);
  },
);
