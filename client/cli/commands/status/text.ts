import { deploymentNamed, pipelineNamed } from '#contracts/ids/workflow-ids.ts';
import { formatInstant } from '#contracts/time.ts';
import type { Holder, OpenWindow, Standing } from '#domain/time/explain.ts';
import type { StreamView } from '#workflows/stream/messages.ts';
import type { PipelineStanding, RunStanding } from '../../../temporal/standing.ts';
import { nameOf } from '../../stream-name.ts';
import { counted, spanText } from '../../words.ts';

const shown = 5;

/** The state of a pipeline, for people: what is open, what it waits for, since when, and what would end the wait. */
export function linesOfStanding({ pipeline, streams, deployment }: PipelineStanding): string[] {
  const name = pipelineNamed(pipeline.id)?.pipeline ?? pipeline.id;
  const { view } = pipeline;
  return [
    `Pipeline ${name}: ${pipeline.movedTo === undefined ? stateOf(pipeline) : `renamed, goes on as ${pipeline.movedTo}`}${leavingOf(view)}${view ? `, spec ${view.spec.slice(0, 19)}, applied by ${view.appliedBy}` : ''}`,
    ...streams.flatMap((stream) => [
      `Stream ${nameOf(stream.id)?.partition ?? stream.id}: ${stateOf(stream)}${stream.view ? factsOf(stream.view) : ''}`,
      ...(stream.view ? linesOfTime(stream.view.standing) : []),
      ...(stream.view?.asked ?? []).map(lineOfAsked),
    ]),
    ...(view ? published(view.published) : []),
    ...(view?.trainings ?? [])
      .slice(-shown)
      .map((training) => `Training ${training.id}: ${training.outcome}${training.code ? ` (${training.code})` : ''}`),
    ...(view?.promotions ?? []).slice(-shown).map((promotion) => `Promotion ${promotion.id}: ${promotion.outcome}`),
    ...(deployment
      ? [
          `Deployment of ${deploymentNamed(deployment.id)?.model}: ${stateOf(deployment)}${deployment.view ? liveOf(deployment.view) : ''}`,
        ]
      : []),
  ];
}

const lineOfAsked = ({ feed, window, pane, source, until }: StreamView['asked'][number]): string =>
  `  held: ${feed} ${formatInstant(window.start)} pane ${pane}; ${source} was asked for its rows again, and has until ${formatInstant(until)} (REREQUESTED)`;

const leavingOf = (view: PipelineStanding['pipeline']['view']): string =>
  view?.removing
    ? `, being removed: ${counted(view.removing.length, 'stream')} to end`
    : view?.renaming
      ? `, being renamed to ${view.renaming.to}: ${counted(view.renaming.waiting.length, 'stream')} to follow`
      : '';

const stateOf = ({ status, problem }: RunStanding<unknown>): string =>
  `${status === 'RUNNING' ? 'running' : status.toLowerCase()}${problem ? ` (${problem.code}: ${problem.message})` : ''}`;

const factsOf = (view: NonNullable<PipelineStanding['streams'][number]['view']>): string =>
  `${view.paused ? ', paused' : ''}${view.drained ? ', drained' : ''}, ${counted(view.arrivals, 'arrival')}, ${counted(view.backlog, 'batch', 'batches')} and ${counted(view.panesOpen, 'pane')} under way`;

const published = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts).map(([feed, count]) => `Published windows of ${feed}: ${count}`);

const liveOf = (view: NonNullable<NonNullable<PipelineStanding['deployment']>['view']>): string =>
  `, live ${view.live ?? 'nothing'}${view.stage ? `, ${view.challenger} in ${view.stage} (${view.weight * 100} %)` : ''}`;

function linesOfTime({ feeds, held, waiting: awaiting }: Standing): string[] {
  const windows = feeds.flatMap(({ feed, watermark, open, windows, until }) => [
    `  ${feed}${until === undefined ? '' : ` by an earlier spec, windows before ${formatInstant(until)}`}: watermark ${watermark === null ? 'not yet' : formatInstant(watermark)}, ${counted(open, 'window')} open`,
    ...windows.slice(0, shown).flatMap(linesOfWindow),
    ...(open > shown ? [`    … and ${open - shown} more`] : []),
  ]);
  const waiting = held.map(({ source, id }) => `  held: ${source} ${id} waits for a person (WATERMARK_JUMP)`);
  const causes = awaiting.map(
    ({ arrival: { source, id }, missing, until }) =>
      `  waiting: ${source} ${id}, until ${formatInstant(until)}, for ${missing.map((cause) => `${cause.source} ${cause.id}`).join(', ')} (CAUSES_AWAITED)`,
  );
  return [...windows, ...waiting, ...causes];
}

function linesOfWindow({ window, phase, arrivals, expiresAt, refinesAt, heldBy }: OpenWindow): string[] {
  const name = `    [${formatInstant(window.start)}, ${formatInstant(window.end)})`;
  if (phase === 'refining')
    return [
      `${name} has fired; late arrivals refine it until the watermark reaches ${formatInstant(expiresAt)}${refinesAt === undefined ? '' : `, next at ${formatInstant(refinesAt)}`}`,
    ];
  if (heldBy.length === 0) return [`${name} waits, ${counted(arrivals, 'arrival')}`];
  return [
    `${name} waits for ${heldBy.map((holder) => holder.source).join(', ')}; ${counted(arrivals, 'arrival')}`,
    ...heldBy.map(lineOfHolder),
  ];
}

function lineOfHolder({ source, watermark, since, missing, required, release }: Holder): string {
  const stands =
    watermark === null
      ? 'has not spoken yet'
      : `stands at ${formatInstant(watermark)}, ${spanText(missing ?? 0)} short, since ${formatInstant(since)}`;
  const ways = [
    release.arrivalFrom !== undefined && `an arrival that reaches ${formatInstant(release.arrivalFrom)}`,
    release.completeThrough !== undefined &&
      `its word that it is complete through ${formatInstant(release.completeThrough)}`,
    release.idleAt !== undefined && `its silence until ${formatInstant(release.idleAt)}`,
    release.held.length > 0 && `a person, for ${release.held.join(', ')}`,
  ].filter((way) => way !== false);
  return `      ${source} ${stands}${required ? ', and is required' : ''}; what would let it go: ${ways.join(', or ')}`;
}
