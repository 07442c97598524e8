import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { columns } from './columns.ts';
import { byKindHead, type Cost, costsByKind, costsFile } from './costs.ts';

const shown = 10;

/** Tells at the end of a run what its files cost, and keeps it in a folder. */
export class CostReport implements Reporter {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const costs = modules.map(costOf).sort((a, b) => b.wall - a.wall);
    if (costs.length === 0) return;
    mkdirSync(this.#folder, { recursive: true });
    const lineByLine = costs.map((cost) => JSON.stringify(cost)).join(',\n');
    writeFileSync(join(this.#folder, costsFile), `[\n${lineByLine}\n]\n`);
    const slowest = costs.slice(0, shown);
    const lines = [
      ...columns(byKindHead, costsByKind(costs)),
      '',
      ...columns(
        [`the slowest ${slowest.length}`, 'wall s', 'CPU s'],
        slowest.map(({ file, wall, cpu }) => [file, wall.toFixed(1), cpu.toFixed(1)]),
      ),
    ];
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }
}

const costOf = (module: TestModule): Cost => {
  const { duration, collectDuration, prepareDuration, environmentSetupDuration, setupDuration } = module.diagnostic();
  const milliseconds = duration + collectDuration + prepareDuration + environmentSetupDuration + setupDuration;
  return {
    file: module.relativeModuleId,
    kind: module.project.name,
    tests: [...module.children.allTests()].length,
    wall: Math.round(milliseconds) / 1_000,
    cpu: module.meta().cpu ?? 0,
  };
};
