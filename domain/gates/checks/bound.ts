import type { Check, Severity } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import type { GateContext } from '../context.ts';
import { drift } from './drift.ts';
import type { Answers, CheckKind, Judgement } from './kind.ts';
import { nullRate } from './null-rate.ts';
import { range } from './range.ts';
import { rowCount } from './row-count.ts';
import { schema } from './schema.ts';
import { set } from './set.ts';
import { unique } from './unique.ts';

/** A declared check together with its kind and the source that it reads. */
export interface BoundCheck {
  readonly name: string;
  readonly source: string;
  readonly severity: Severity;
  /** The column that it is about, if it is about one. */
  readonly subject: { readonly column?: string };
  measures(): Measure[];
  find(answers: Answers): Judgement;
}

interface Common {
  readonly source?: string | undefined;
  readonly column?: string;
  readonly severity: Severity;
}

function bind<Options extends Common>(
  name: string,
  kind: CheckKind<Options>,
  options: Options,
  context: GateContext,
): BoundCheck {
  const resolved = { ...options, source: options.source ?? context.primary };
  return {
    name,
    source: resolved.source,
    severity: options.severity,
    subject: options.column === undefined ? {} : { column: options.column },
    measures: () => kind.measures(resolved, context),
    find: (answers) => kind.find(resolved, answers, context),
  };
}

/** Finds the kind of a declared check. */
export function boundCheck(check: Check, context: GateContext): BoundCheck {
  if ('schema' in check) return bind('schema', schema, check.schema, context);
  if ('rowCount' in check) return bind('rowCount', rowCount, check.rowCount, context);
  if ('nullRate' in check) return bind('nullRate', nullRate, check.nullRate, context);
  if ('unique' in check) return bind('unique', unique, check.unique, context);
  if ('range' in check) return bind('range', range, check.range, context);
  if ('set' in check) return bind('set', set, check.set, context);
  return bind('drift', drift, check.drift, context);
}
