import type { Code } from '#contracts/codes.ts';
import type { Recorded } from './recorded.ts';

/** A run before it has a name. */
export type Run = Omit<Recorded, 'name'>;

interface Wanted {
  readonly name: string;
  readonly type: string;
  readonly tells: (run: Run) => boolean;
}

const decided =
  (...codes: Code[]) =>
  ({ decisions }: Run): boolean =>
    codes.every((code) => decisions.some((decision) => decision.code === code));

/** How a promotion ended, by its last decision. */
const ended = (code: Code, { stages }: { readonly stages: boolean }) => {
  const staged = decided('STAGE_STARTED');
  return (run: Run): boolean => run.decisions.at(-1)?.code === code && staged(run) === stages;
};

const closedAs =
  (status: string) =>
  (run: Run): boolean =>
    run.status === status;

/** What is worth a history: each type of workflow, and each way that a run can take in the story. */
const wanted: readonly Wanted[] = [
  { name: 'window-passed', type: 'window', tells: decided('GATE_PASSED') },
  { name: 'window-remediated', type: 'window', tells: decided('REMEDIATED', 'ROWS_QUARANTINED') },
  { name: 'window-late-pane', type: 'window', tells: ({ workflowId }) => /\/[1-9]\d*$/.test(workflowId) },
  { name: 'window-unreadable', type: 'window', tells: decided('ARTIFACT_UNREADABLE') },
  { name: 'training-completed', type: 'training', tells: decided('TRAINING_COMPLETED') },
  { name: 'promotion-first', type: 'promotion', tells: ended('MODEL_PROMOTED', { stages: false }) },
  { name: 'promotion-staged', type: 'promotion', tells: ended('MODEL_PROMOTED', { stages: true }) },
  { name: 'promotion-refused', type: 'promotion', tells: ended('CANDIDATE_REFUSED', { stages: false }) },
  { name: 'promotion-rolled-back', type: 'promotion', tells: ended('GUARDRAIL_BREACHED', { stages: true }) },
  { name: 'correction-traced', type: 'correction', tells: decided('CORRECTION_TRACED') },
  { name: 'stream-continued', type: 'stream', tells: closedAs('continued-as-new') },
  { name: 'stream-open', type: 'stream', tells: closedAs('running') },
  { name: 'pipeline-continued', type: 'pipeline', tells: closedAs('continued-as-new') },
  { name: 'pipeline-open', type: 'pipeline', tells: closedAs('running') },
  { name: 'deployment-continued', type: 'deployment', tells: closedAs('continued-as-new') },
  { name: 'deployment-open', type: 'deployment', tells: closedAs('running') },
  { name: 'archive-open', type: 'archive', tells: closedAs('running') },
];

/** The names of the recordings that a whole story gives. */
export const recordingNames: readonly string[] = wanted.map(({ name }) => name);

export interface Chosen {
  readonly recorded: readonly Recorded[];
  /** Of what there is no run. */
  readonly missing: readonly string[];
}

/** The shortest run that tells of each thing; no run twice. */
export function choose(runs: readonly Run[]): Chosen {
  const recorded: Recorded[] = [];
  const missing: string[] = [];
  const shortestFirst = [...runs].sort((a, b) => lengthOf(a) - lengthOf(b) || (a.runId < b.runId ? -1 : 1));
  for (const { name, type, tells } of wanted) {
    const taken = new Set(recorded.map(({ runId }) => runId));
    const run = shortestFirst.find(
      (candidate) => candidate.workflowType === type && !taken.has(candidate.runId) && tells(candidate),
    );
    if (run) recorded.push({ ...run, name });
    else missing.push(name);
  }
  return { recorded, missing };
}

const lengthOf = ({ history }: Run): number => history.events?.length ?? 0;
