import { setTimeout as sleep } from 'node:timers/promises';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { ask } from '#worker/programs/ask.ts';
import { replay } from '#worker/programs/replay/answer.ts';
import { stateQuery } from '#workflows/archive/messages.ts';
import { perSecond } from './figures.ts';
import type { Site } from './site.ts';

/** Replays all that the other benches left behind, with every decision compared. */
export async function measureReplay(site: Site): Promise<string[]> {
  const archive = site.client.workflow.getHandle(workflowId.archive());
  for (const end = Date.now() + 120_000; (await archive.query(stateQuery)).pending > 0; await sleep(500))
    if (Date.now() > end) throw new Error('the archive did not catch up');
  const begun = performance.now();
  const counts = { runs: 0, decisions: 0, diverged: 0 };
  for await (const run of ask(replay, { open: true }, { ...process.env, ...site.services.environment })) {
    counts.runs += 1;
    counts.decisions += run.decisions;
    if (run.outcome === 'diverged') counts.diverged += 1;
  }
  if (counts.diverged > 0) throw new Error(`${counts.diverged} runs diverged`);
  const seconds = (performance.now() - begun) / 1_000;
  return [
    `${counts.runs} runs with ${counts.decisions.toLocaleString('en')} decisions in ${seconds.toFixed(1)} s, the start of the process included:`,
    `${perSecond(counts.runs / seconds)} runs, ${perSecond(counts.decisions / seconds)} decisions, all equal byte for byte.`,
  ];
}
