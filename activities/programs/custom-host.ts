import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { Measure } from '#contracts/measure.ts';
import { OwnFinding } from '#contracts/own-finding.ts';
import { canonicalJson } from '#domain/digest.ts';
import type { Answers } from '#domain/gates/checks/answers.ts';
import { loadCustomChecks } from '#spec/custom-module.ts';
import type { HostAnswer, HostData, HostQuestion } from './custom-messages.ts';

// The thread in which a user's check runs. What it throws, and results that are not measures or findings, are reported as its faults.

const { path, check: name } = workerData as HostData;

async function answerTo({ options, context, answers }: HostQuestion): Promise<HostAnswer> {
  const registered = (await loadCustomChecks(path, 'its module')).get(name);
  if (!registered) return { fault: `its module registers no ${name}` };
  const check = registered.with(options);
  const measures = z.array(Measure).parse(check.measures(context));
  const foreign = measures.find(({ kind, source }) => source !== context.source || kind === 'custom');
  if (foreign) return { fault: `it may not ask for ${foreign.kind} of ${foreign.source}` };
  if (!answers) return { measures };
  const answered = new Map(measures.map((measure, i) => [canonicalJson(measure), answers[i]]));
  const answerOf: Answers = (measure) => answered.get(canonicalJson(measure)) ?? { error: 'it was not asked for' };
  return { finding: OwnFinding.parse(check.find(answerOf, context)) };
}

parentPort?.on('message', (question: HostQuestion) => {
  answerTo(question)
    .catch((error: unknown): HostAnswer => ({ fault: sentenceOf(error) }))
    .then((answer) => parentPort?.postMessage(answer));
});

const longest = 300;

/** What was thrown, in one line. */
function sentenceOf(error: unknown): string {
  const [issue] = error instanceof z.ZodError ? error.issues : [];
  const text = issue
    ? `${issue.path.join('.')}: ${issue.message}`
    : error instanceof Error
      ? error.message
      : String(error);
  const [line = ''] = text.split('\n');
  return line.slice(0, longest).toWellFormed();
}
