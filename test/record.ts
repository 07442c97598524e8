import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#stores/settings.ts';
import { coverageIn, percentOf } from './support/coverage/summary.ts';
import { floorsFile, readFloors } from './support/coverage/told.ts';
import { type Cost, costsByKind, costsFile, readCosts } from './support/report/costs.ts';
import { resultsFolder } from './support/what-to-run.ts';

// Keeps what the last `npm test` measured: the costs by which files are ordered, their table in test/README.md, and the floors
// below which coverage may not fall: `npm run test:record`.

/** Per cent by which examples drawn at random move a room's coverage. */
const drawn = 0.3;
/** Seconds of CPU from which a file has a line of its own. */
const ownLine = 2;

const coverage = join(resultsFolder, 'coverage');
// Only a run of everything collects it.
if (!existsSync(coverage)) throw new Error('the last run was not of everything: run `npm test` first');
const costs = readCosts(resultsFolder);
copyFileSync(join(resultsFolder, costsFile), join(projectRoot, 'test', costsFile));

const readme = join(projectRoot, 'test', 'README.md');
const [before = '', after = ''] = readFileSync(readme, 'utf8').split(/<!-- costs -->[\s\S]*<!-- \/costs -->/);
const table = [
  ...markdown(['kind', 'files', 'tests', 'wall s', 'CPU s'], costsByKind(costs)),
  '',
  ...markdown(['file', 'tests', 'wall s', 'CPU s'], rowsOf(costs)),
];
writeFileSync(readme, `${before}<!-- costs -->\n${table.join('\n')}\n<!-- /costs -->${after}`);

const floors = readFloors();
for (const each of coverageIn(coverage)) {
  const measured = Math.floor(10 * (percentOf(each) - drawn)) / 10;
  floors[each.room] = Math.max(floors[each.room] ?? 0, measured);
}
writeFileSync(floorsFile, `${JSON.stringify(floors, undefined, 2)}\n`);

function rowsOf(all: readonly Cost[]): string[][] {
  const dear = all.filter(({ cpu }) => cpu >= ownLine).toSorted((a, b) => b.cpu - a.cpu);
  const others = all.filter(({ cpu }) => cpu < ownLine);
  const sum = (what: 'tests' | 'wall' | 'cpu') => others.reduce((total, each) => total + each[what], 0);
  return [
    ...dear.map(({ file, tests, wall, cpu }) => [
      `\`${file.replace('test/', '')}\``,
      String(tests),
      wall.toFixed(1),
      cpu.toFixed(1),
    ]),
    [`${others.length} others`, String(sum('tests')), sum('wall').toFixed(1), sum('cpu').toFixed(1)],
  ];
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)];
}
