import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'RESULTS.md');

/** The parts of the page, in their order; each is written by a command of its own. */
const parts = ['bench', 'bench:checks'] as const;
export type Part = (typeof parts)[number];

const head = [
  '# Results',
  '',
  'Each figure stands beside its reference, measured in the same run; times are noisy, ratios less so.',
].join('\n');

const markOf = (part: Part): string => `<!-- npm run ${part} -->`;

/** Replaces what one command measured, and leaves the rest of the page. */
export async function writeResults(part: Part, lines: readonly string[]): Promise<void> {
  const page = await readFile(file, 'utf8').catch(() => '');
  const bodies = parts.map((own): string => {
    if (own === part) return [markOf(own), '', ...lines].join('\n').trimEnd();
    const [, rest] = page.split(markOf(own));
    const [body = ''] = (rest ?? '').split('<!-- npm run ');
    return rest === undefined ? '' : `${markOf(own)}${body}`.trimEnd();
  });
  await writeFile(file, `${[head, ...bodies.filter((body) => body !== '')].join('\n\n')}\n`);
}

/** What was measured on which machine, and when. */
export async function setting(): Promise<string> {
  const { version, dependencies } = JSON.parse(await readFile(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Tidegate ${version}, Node ${process.versions.node}, Temporal SDK ${dependencies['@temporalio/worker']}, DuckDB ${dependencies['@duckdb/node-api']}; ${cores.length} × ${cores[0]?.model.trim()}, ${memory} GiB, ${process.platform}. ${new Date().toISOString().slice(0, 10)}.`;
}
