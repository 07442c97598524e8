import type { Measure, Measurement } from '#contracts/measure.ts';
import { faultOf } from '#domain/gates/checks/answers.ts';
import type { CustomMeasure, CustomRun, OpenCustom } from '../programs/custom.ts';
import { asking, type Listener } from './asking.ts';
import { Unanswerable } from './engine.ts';

type Answered = Map<Measure, Measurement>;

/**
 * Measures what users' checks ask for together with all other measures, so that one scan answers both, and lets the checks judge it.
 *
 * @param measure answers what they ask for, and everything else that is asked of their source
 */
export async function answeringCustom(
  custom: readonly CustomMeasure[],
  input: Listener & { readonly signal?: AbortSignal | undefined },
  open: OpenCustom | undefined,
  measure: (asked: readonly Measure[]) => Promise<Answered>,
): Promise<Answered> {
  const runs: [CustomMeasure, CustomRun | { error: string }][] = [];
  try {
    for (const one of custom) runs.push([one, await asking(input, () => opened(one, open, input.signal))]);
    const answers = await measure(runs.flatMap(([, run]) => ('error' in run ? [] : run.measures)));
    for (const [one, run] of runs)
      answers.set(one, 'error' in run ? run : await asking(input, () => foundBy(run, answers)));
    return answers;
  } finally {
    await Promise.all(runs.map(([, run]) => ('error' in run ? undefined : run.close())));
  }
}

async function opened(custom: CustomMeasure, open: OpenCustom | undefined, signal?: AbortSignal): Promise<CustomRun> {
  if (open === undefined) throw new Unanswerable('no checks of users are run here');
  return open(custom, signal);
}

async function foundBy({ measures, find }: CustomRun, answers: Answered): Promise<Measurement> {
  const own = measures.map((measure) => answers.get(measure) ?? { error: 'the engine gave no answer' });
  const [error] = measures.flatMap((measure, i) => faultOf(measure, own[i] ?? { error: '' }) ?? []);
  return error === undefined ? { command: [await find(own)] } : { error };
}
