import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { genesisNamed, genesisOf, genesisPrefix } from '#contracts/ids/genesis.ts';
import { backfillNamed, backfillPartition } from '#contracts/ids/partitions.ts';
import * as subjects from '#contracts/ids/subjects.ts';
import * as ids from '#contracts/ids/workflow-ids.ts';
import {
  backfill,
  feed,
  livePartition,
  name,
  pane,
  partition,
  start,
  text,
  version,
} from '#test/support/data/names.ts';

const { subject, subjectNamed, within } = subjects;
const { workflowId, workflowNamed } = ids;

const source = name;
const window = fc.record({ start, end: start });

const workflows = {
  pipeline: fc.record({ pipeline: name }).map((of) => ({ of, id: workflowId.pipeline(of.pipeline) })),
  stream: fc
    .record({ pipeline: name, partition })
    .map((of) => ({ of, id: workflowId.stream(of.pipeline, of.partition) })),
  window: fc
    .record({ pipeline: name, partition, feed, window, pane })
    .map((of) => ({ of, id: workflowId.window(of.pipeline, of.partition, of.feed, of.window, of.pane) })),
  training: fc
    .record({ model: name, request: version })
    .map((of) => ({ of, id: workflowId.training(of.model, of.request) })),
  promotion: fc.record({ model: name, version }).map((of) => ({ of, id: workflowId.promotion(of.model, of.version) })),
  deployment: fc
    .record({ model: name, environment: name })
    .map((of) => ({ of, id: workflowId.deployment(of.model, of.environment) })),
  correction: fc
    .record({ pipeline: name, source, id: text })
    .map((of) => ({ of, id: workflowId.correction(of.pipeline, of.source, of.id) })),
};
const anyWorkflow = fc.oneof(...Object.values<fc.Arbitrary<{ of: object; id: string }>>(workflows));

const windowSubject = fc.record({ partition, feed, start });
const arrival = fc.record({ source, id: text });
/** A check or a repair with its column, or nothing. */
const rest = fc.oneof(
  fc.constant(''),
  fc.tuple(name, fc.option(text, { nil: undefined })).map((of) => within('', ...of).slice(1)),
);
const withRest = (of: string, more: string) => (more === '' ? of : within(of, more));

const named = {
  window: fc
    .tuple(windowSubject, rest)
    .map(([of, more]) => ({ of: { ...of, rest: more }, subject: withRest(subject.window(of), more) })),
  arrival: arrival.map((of) => ({ of, subject: subject.arrival(of) })),
  source: source.map((of) => ({ of: { source: of }, subject: subject.source(of) })),
  stream: partition.map((of) => ({ of: { partition: of }, subject: subject.stream(of) })),
  predictions: fc
    .tuple(fc.record({ model: name, start, pane }), rest)
    .map(([of, more]) => ({ of: { ...of, rest: more }, subject: withRest(subject.predictions(of), more) })),
  correction: arrival.map((of) => ({ of, subject: subject.correction(of) })),
  message: name.map((of) => ({ of: { message: of }, subject: subject.message(of) })),
  run: anyWorkflow.map(({ id }) => ({ of: { workflowId: id }, subject: subject.run(id) })),
  training: fc
    .tuple(workflows.training, rest)
    .map(([{ of, id }, more]) => ({ of: { ...of, rest: more }, subject: withRest(id, more) })),
  promotion: fc
    .tuple(workflows.promotion, rest)
    .map(([{ of, id }, more]) => ({ of: { ...of, rest: more }, subject: withRest(id, more) })),
  deployment: workflows.deployment.map(({ of, id }) => ({ of, subject: id })),
};

describe('the id of a workflow', () => {
  it('is read back to what it was built from', () => {
    fc.assert(fc.property(anyWorkflow, ({ of, id }) => void expect(workflowNamed(id)).toEqual(of)));
  });

  const readers = {
    pipeline: ids.pipelineNamed,
    stream: ids.streamNamed,
    window: ids.windowNamed,
    promotion: ids.promotionNamed,
    deployment: ids.deploymentNamed,
  };
  it.each(Object.entries(readers))('of a %s is read by its own reader alone', (type, read) => {
    for (const [other, made] of Object.entries<fc.Arbitrary<{ of: object; id: string }>>(workflows))
      fc.assert(fc.property(made, ({ of, id }) => void expect(read(id)).toEqual(other === type ? of : undefined)));
  });

  it('begins as all of its type do, and names its pipeline where it has one', () => {
    fc.assert(
      fc.property(workflows.stream, ({ of, id }) => {
        expect(id.startsWith(ids.idPrefix('stream'))).toBe(true);
        expect(id.startsWith(ids.idPrefix('stream', of.pipeline))).toBe(true);
        expect(ids.pipelineOf(id)).toBe(of.pipeline);
      }),
    );
    fc.assert(fc.property(workflows.promotion, ({ id }) => void expect(ids.pipelineOf(id)).toBeUndefined()));
  });

  it.each([
    '',
    'archive',
    'stream/p',
    'stream/p/all/other',
    'window/p/all/0~10',
    'window/p/all/0~10/data/',
    'promotion/m/v/w',
    'xstream/p/all',
    ' stream/p/all',
  ])('is not %j', (id) => {
    expect(workflowNamed(id)).toBeUndefined();
  });

  it('of a stream is also what says that it was begun', () => {
    fc.assert(
      fc.property(workflows.stream, ({ of, id }) => {
        expect(genesisNamed(genesisOf(id))).toEqual(of);
        expect(genesisOf(id).startsWith(genesisPrefix(of.pipeline))).toBe(true);
        expect(genesisOf(id).startsWith(genesisPrefix())).toBe(true);
      }),
    );
  });
});

describe('a subject', () => {
  it.each(Object.entries<fc.Arbitrary<{ of: object; subject: string }>>(named))(
    'about a %s is read back to what it was built from',
    (about, made) => {
      fc.assert(
        fc.property(made, ({ of, subject: built }) => void expect(subjectNamed(built)).toEqual({ about, ...of })),
      );
    },
  );

  const readers = {
    window: subjects.windowSubjectNamed,
    arrival: subjects.arrivalSubjectNamed,
    source: subjects.sourceSubjectNamed,
  };
  it.each(Object.entries(readers))('about a %s is read by its own reader alone', (about, read) => {
    for (const [other, made] of Object.entries<fc.Arbitrary<{ of: object; subject: string }>>(named))
      fc.assert(
        fc.property(
          made,
          ({ of, subject: built }) => void expect(read(built)).toEqual(other === about ? of : undefined),
        ),
      );
  });

  it('about a window begins as all about its partition and feed do; predictions, as those of their window', () => {
    fc.assert(
      fc.property(windowSubject, (of) => {
        expect(subject.window(of).startsWith(subjects.windowsPrefix(of.partition))).toBe(true);
        expect(subject.window(of).startsWith(subjects.windowsPrefix(of.partition, of.feed))).toBe(true);
      }),
    );
    expect(within('promotion/m/v', 'set').startsWith(subjects.withinPrefix('promotion/m/v'))).toBe(true);
    const of = { model: 'm', start: -5, pane: 1 };
    expect(subject.predictions(of).startsWith(subjects.predictionsPrefix(of))).toBe(true);
    expect(subject.predictions(of).startsWith(subjects.predictionsPrefix())).toBe(true);
  });

  it('tells a feed that is called like a backfill from a backfill', () => {
    const live = { partition: 'all', feed: 'backfill-2012', start: 5 };
    const filled = { partition: 'all/backfill-2012', feed: 'data', start: 5 };
    expect(subjectNamed(subject.window(live))).toMatchObject(live);
    expect(subjectNamed(subject.window(filled))).toMatchObject(filled);
  });

  it('leaves out names of what stands within it that are not given', () => {
    expect(within('window/all/data/5', 'set', undefined)).toBe('window/all/data/5/set');
    expect(within('window/all/data/5', 'flights', 'cast', 'distance')).toBe('window/all/data/5/flights/cast/distance');
  });

  it.each([
    '',
    'window',
    'window/all/data/',
    'window/all/data/5x',
    'arrival/flights/',
    'source/a/b',
    'windows/all/data/5',
  ])('is not %j', (built) => {
    expect(subjectNamed(built)).toBeUndefined();
  });
});

describe('the partition of a backfill', () => {
  it('is read back to what it fills; a live one has none', () => {
    fc.assert(
      fc.property(livePartition, backfill, (of, id) => {
        expect(backfillNamed(backfillPartition(of, id))).toEqual({ partition: of, backfill: id });
        expect(backfillNamed(of)).toBeUndefined();
      }),
    );
  });
});
