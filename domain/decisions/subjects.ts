import * as ids from '#contracts/ids/subjects.ts';
import type { ArrivalKey } from '#contracts/ledger.ts';
import type { Subject } from './kind.ts';

// What decisions are about, as they name it.

/** Named by itself: the id of a workflow, the subject of a gate. */
export const named: Subject<string> = { write: (of) => of, read: (subject) => subject };

export const window: Subject<ids.WindowSubject> = {
  write: ids.subject.window,
  read: (subject) => wholly(ids.windowSubjectNamed(subject)),
};

export const predictions: Subject<ids.PredictionsSubject> = {
  write: ids.subject.predictions,
  read: (subject) => wholly(ids.predictionsSubjectNamed(subject)),
};

/** The rows of a source in a window. */
export const sourceInWindow: Subject<ids.WindowSubject & { readonly source: string }> = {
  write: ({ source, ...of }) => ids.within(ids.subject.window(of), source),
  read: (subject) => {
    const found = ids.windowSubjectNamed(subject);
    if (!found || found.rest === '') return undefined;
    const { rest: source, ...of } = found;
    return { ...of, source };
  },
};

export const repair: Subject<ids.RepairSubject> = {
  write: ({ source, remediation, column, ...of }) => ids.within(ids.subject.window(of), source, remediation, column),
  read: ids.repairSubjectNamed,
};

export const check: Subject<ids.CheckSubject> = {
  write: ({ gate, check: name, column }) => ids.within(gate, name, column),
  read: ids.checkSubjectNamed,
};

export const arrival: Subject<ArrivalKey> = { write: ids.subject.arrival, read: ids.arrivalSubjectNamed };

export const correction: Subject<ArrivalKey> = { write: ids.subject.correction, read: ids.correctionSubjectNamed };

export const source: Subject<string> = {
  write: ids.subject.source,
  read: (subject) => ids.sourceSubjectNamed(subject)?.source,
};

/** A stream, by its partition. */
export const stream: Subject<string> = {
  write: ids.subject.stream,
  read: (subject) => ids.streamSubjectNamed(subject)?.partition,
};

/** A message that was sent to a workflow, by the name of its signal or update. */
export const message: Subject<string> = {
  write: ids.subject.message,
  read: (subject) => ids.messageSubjectNamed(subject)?.message,
};

/** Another workflow, by its id. */
export const run: Subject<string> = {
  write: ids.subject.run,
  read: (subject) => ids.runSubjectNamed(subject)?.workflowId,
};

function wholly<Of extends { readonly rest: string }>(found: Of | undefined): Omit<Of, 'rest'> | undefined {
  if (found?.rest !== '') return undefined;
  const { rest: _none, ...of } = found;
  return of;
}
