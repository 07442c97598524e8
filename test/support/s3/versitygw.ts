import { join } from 'node:path';
import { runProgram } from '#local/run-program.ts';
import { readSettings } from '#stores/settings.ts';
import { type GoProgram, goProgram } from '#test/compose/go-program.ts';
import { shellOf } from '#test/compose/shell.ts';

/** A real S3 server over a folder, of the version that docker-compose.yml names. */
export const versitygw = {
  module: 'github.com/versity/versitygw',
  version: '1.8.0',
  main: 'cmd/versitygw',
  name: 'versitygw',
} as const satisfies GoProgram;

/** Its program: built once from the Go module proxy, which takes about a minute, and kept in the cache folder. */
export async function findVersitygw(): Promise<string> {
  const { code } = await runProgram('go', ['version']);
  if (code !== 0) throw new Error('the S3 server is built from its Go module: install Go 1.25 or newer');
  const silent = { log: '', say: () => undefined, record: async () => undefined };
  const cache = join(readSettings().cache, 'compose');
  return goProgram(versitygw, { shell: shellOf(silent), cache, say: (line) => process.stderr.write(`${line}\n`) });
}
