import { z } from 'zod';
import type { OptionsOf } from '#contracts/check.ts';
import { Measure } from '#contracts/measure.ts';
import { OwnFinding } from '#contracts/own-finding.ts';
import type { GateContext } from '../context.ts';
import type { CustomContext } from '../custom-check.ts';
import type { Judgement, KindOf, Resolved } from './kind.ts';
import { ownVerdict } from './own-verdict.ts';
import { erred } from './verdicts.ts';

type Options = OptionsOf<'custom'>;

const expectedOf = ({ check, options }: Options, { custom }: GateContext): Judgement['expected'] => {
  const code = custom?.get(check)?.code;
  return { check, ...(code !== undefined && { code }), options };
};

function contextOf({ source }: Resolved<Options>, { references, previousRows }: GateContext): CustomContext {
  const reference = references?.[source];
  return { source, ...(reference !== undefined && { reference }), previousRows: previousRows?.[source] ?? [] };
}

/**
 * A check that a module registers. It is a guest: what it throws, and what is no measure or finding, is an `error` of this check
 * alone.
 */
export const custom: KindOf<'custom'> = {
  measures(options, context) {
    const measures = attempt(() => measuresOf(options, context));
    return 'fault' in measures ? [] : measures.value;
  },

  find(options, answers, context) {
    const expected = expectedOf(options, context);
    const registered = context.custom?.get(options.check);
    if (registered === undefined) return erred('CUSTOM_CHECK_UNKNOWN', expected);
    const found = attempt(() => {
      measuresOf(options, context);
      const check = registered.check.with(options.options);
      return OwnFinding.parse(check.find(answers, contextOf(options, context)));
    });
    if ('fault' in found) return { ...erred('CUSTOM_CHECK_FAULTY', expected), observed: { error: found.fault } };
    const { code, column, affected, ...own } = found.value;
    return {
      ...ownVerdict([own]),
      observed: { ...own.observed, ...(code !== undefined && { code }) },
      expected: { ...own.expected, ...expected },
      ...(column !== undefined && { column }),
      ...(affected !== undefined && { affected }),
    };
  },

  columns: () => [],

  expected: expectedOf,
};

function measuresOf(options: Resolved<Options>, context: GateContext): Measure[] {
  const registered = context.custom?.get(options.check);
  if (registered === undefined) return [];
  const asked = registered.check.with(options.options).measures(contextOf(options, context));
  return z.array(Measure).max(100).parse(asked);
}

function attempt<T>(work: () => T): { readonly value: T } | { readonly fault: string } {
  try {
    return { value: work() };
  } catch (error) {
    return { fault: sentenceOf(error) };
  }
}

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
