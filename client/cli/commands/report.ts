import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readFacts } from '#audit/report/collect/facts.ts';
import { reportModel } from '#audit/report/collect/model.ts';
import { page } from '#audit/report/page.ts';
import { claimsOf } from '#audit/report/sections/overview.ts';
import { type AuditSources, catalogLog } from '#audit/sources.ts';
import { pipelineOf } from '#contracts/ids/workflow-ids.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { auditing } from '../session.ts';

interface Options {
  readonly out: string;
  readonly pipeline?: string;
  readonly facts?: string;
}

export const report: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'report',
      summary: 'Write one self-contained HTML page: windows, gates, models, ledger, lineage, decisions',
      examples: [
        ['report', 'writes demo-report.html'],
        ['report --pipeline flight-delay --out report.html', 'of one pipeline, into another file'],
      ],
    })
      .option('--out <file>', 'where to write it', 'demo-report.html')
      .option('--pipeline <name>', 'a pipeline; the only one where it is left out')
      .option(
        '--facts <file>',
        'JSON with what `replay`, `catalog rebuild` and `ledger` said with --json, each under its name',
      )
      .action(answering((options: Options) => auditing((sources) => write(sources, options)))),
  );
};

async function write(sources: AuditSources, { out, pipeline: named, facts: file }: Options): Promise<Answer> {
  const facts = await readFacts(file);
  const pipeline = await chosenPipeline(sources, named);
  const model = await reportModel(sources, { pipeline, facts, madeAt: Date.now() });
  const text = page(model);
  const path = resolve(out);
  await writeFile(path, text);
  const failed = claimsOf(model).filter(({ ok }) => ok === false);
  return {
    json: { pipeline, file: path, bytes: Buffer.byteLength(text), sound: failed.length === 0, failed },
    text: [
      `Wrote ${out} (${Math.round(Buffer.byteLength(text) / 1024)} KiB) of pipeline ${pipeline}.`,
      ...failed.map(({ title, detail }) => `Does not hold: ${title} (${detail})`),
    ],
    exit: failed.length === 0 ? exitCodes.ok : exitCodes.no,
  };
}

async function chosenPipeline(sources: AuditSources, named: string | undefined): Promise<string> {
  const log = await catalogLog(sources, { kinds: ['spec', 'arrivals'] });
  const known = [...new Set(log.flatMap(({ workflowId }) => pipelineOf(workflowId) ?? []))].sort();
  if (named !== undefined && known.includes(named)) return named;
  const [only] = known;
  if (named === undefined && known.length === 1 && only !== undefined) return only;
  if (named !== undefined)
    throw new TidegateError({
      code: 'PIPELINE_UNKNOWN',
      message: `no pipeline ${named} has been applied`,
      ...misnamed(named, known),
    });
  if (known.length === 0)
    throw new TidegateError({ code: 'PIPELINE_UNKNOWN', message: 'no pipeline has been applied yet' });
  throw new TidegateError({ code: 'USAGE', message: 'say which pipeline', expected: `one of ${known.join(', ')}` });
}
