import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '#activities/duckdb/database.ts';
import { faultText } from '#activities/duckdb/faults.ts';
import { Format } from '#contracts/arrival.ts';
import { measureBatch } from '#files/measure/measure.ts';

/**
 * Measures batches and prints a JSON line for each, in order: the entry point behind `tidegate watch`.
 *
 * `FORMAT:PATH…` are files below `--folder`; `--time` is the column of event time.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { folder: { type: 'string', default: '' }, time: { type: 'string', default: '' } },
  });
  const scratch = await mkdtemp(join(tmpdir(), 'tidegate-measure-'));
  const database = await openDatabase({ folders: [values.folder, scratch], scratch });
  try {
    for (const file of positionals) {
      const [format, ...rest] = file.split(':');
      const batch = { format: Format.parse(format), path: rest.join(':') };
      const line = await database
        .use((session) => measureBatch(session, batch, values.time))
        .then(
          (extent) => extent ?? { fault: `no row has a time in the column ${values.time}` },
          (error: unknown) => ({ fault: faultText(error) }),
        );
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }
  } finally {
    database.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

await main();
