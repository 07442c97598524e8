import { type History, historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, expect, test } from 'vitest';
import { partHistory } from '#worker/recovery/parted-history.ts';

/** A history of events by name; `task` is what a completed task commanded, with the id of the task. */
function historyOf(...events: readonly (readonly [name: string, attributes?: object])[]): History {
  return historyFromJSON({
    events: events.map(([name, attributes = {}], i) => ({
      eventId: String(i + 1),
      eventTime: '2013-05-01T00:00:00Z',
      eventType: `EVENT_TYPE_${name.replaceAll(/(?<!^)([A-Z])/g, '_$1').toUpperCase()}`,
      [`${name[0]?.toLowerCase()}${name.slice(1)}EventAttributes`]: attributes,
    })),
  });
}

const signal = (signalName: string) => ['WorkflowExecutionSignaled', { signalName }] as const;
const task = [['WorkflowTaskScheduled'], ['WorkflowTaskStarted'], ['WorkflowTaskCompleted']] as const;
const by = (id: number) => ({ workflowTaskCompletedEventId: String(id) });
const begun = [['WorkflowExecutionStarted'], ...task] as const;

/** How many events were taken in, and the signals that were not. */
function parted(...events: readonly (readonly [name: string, attributes?: object])[]) {
  const { takenIn, unseen } = partHistory(historyOf(...events));
  return [takenIn.length, unseen.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName)];
}

describe('what a run had taken in when it ended', () => {
  test('is all up to its last completed task, with what that commanded', () => {
    expect(
      parted(
        ...begun,
        ['TimerStarted', by(4)],
        ['MarkerRecorded', by(4)],
        signal('a'),
        ['WorkflowTaskScheduled'],
        signal('b'),
        ['WorkflowExecutionTerminated'],
      ),
    ).toEqual([6, ['a', 'b']]);
  });

  test('leaves out signals that a task was given and did not complete', () => {
    expect(
      parted(
        ...begun,
        signal('a'),
        ['WorkflowTaskScheduled'],
        ['WorkflowTaskStarted'],
        ['WorkflowTaskFailed'],
        signal('b'),
        ['WorkflowExecutionTimedOut'],
      ),
    ).toEqual([4, ['a', 'b']]);
  });

  test('leaves out a task that ended the run itself', () => {
    expect(parted(...begun, signal('a'), ...task, ['TimerStarted', by(8)], ['WorkflowExecutionFailed', by(8)])).toEqual(
      [4, ['a']],
    );
    expect(parted(...begun, signal('a'), ...task, ['WorkflowExecutionCanceled', by(8)])).toEqual([4, ['a']]);
  });

  test('is nothing where no task was completed', () => {
    expect(parted(['WorkflowExecutionStarted'], signal('a'), ['WorkflowExecutionTerminated'])).toEqual([0, ['a']]);
    expect(parted(...begun, ['WorkflowExecutionFailed', by(4)])).toEqual([0, []]);
  });
});
