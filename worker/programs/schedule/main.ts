import { Client, Connection } from '@temporalio/client';
import { TidegateError } from '#contracts/problem.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readSettings, temporalConfig } from '#stores/settings.ts';
import { installRuntime } from '../../logger.ts';
import { streamSchedule } from '../../replay/stream-runs.ts';

/**
 * Tells what came to a stream: the entry point behind `tidegate windows --from-run`.
 *
 * The arguments are the stream's workflow id, and the id of one of its runs where only that and those before it are meant.
 * Prints a JSON line `{ stream }`, then a line of the schedule each; or `{ problem }` where there is none.
 */
async function* main([streamId = '', runId]: readonly string[]): AsyncGenerator<unknown> {
  installRuntime();
  const { connectionOptions, namespace } = temporalConfig();
  const channelArgs = { 'grpc.max_receive_message_length': -1 };
  const connection = await Connection.connect({ ...connectionOptions, channelArgs });
  const client = new Client({ connection, namespace, identity: 'tidegate-replay' });
  try {
    const artifacts = await openArtifactStore(readSettings().artifacts);
    const { lines, ...stream } = await streamSchedule(client, artifacts, streamId, runId);
    yield { stream };
    yield* lines;
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
    yield { problem: error.problem };
  } finally {
    await connection.close();
  }
}

async function print(lines: AsyncIterable<unknown>): Promise<void> {
  for await (const line of lines) {
    await new Promise<void>((resolve) => process.stdout.write(`${JSON.stringify(line)}\n`, () => resolve()));
  }
}

print(main(process.argv.slice(2))).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(4);
  },
);
