import type { CheckName, OptionsOf } from '#contracts/check.ts';
import type { Code } from '#contracts/codes.ts';
import type { Finding } from '#contracts/finding.ts';
import type { Measure } from '#contracts/measure.ts';
import type { GateContext } from '../context.ts';
import type { Answers } from './answers.ts';

/** A check's options, with the source that it reads. */
export type Resolved<Options> = Options & { readonly source: string };

/** What a check makes of its measurements; name, source and severity are added by the judge. */
export type Judgement = Omit<Finding, 'check' | 'source' | 'severity'>;

/** A column that a check reads, and where in its options it is named. */
export interface ColumnUse {
  readonly at: readonly (string | number)[];
  readonly column: string;
}

/** What makes the options of a check impossible, whatever the data: told when the spec is read. */
export interface Contradiction {
  readonly at: readonly (string | number)[];
  readonly message: string;
  readonly observed: string;
  readonly expected: string;
}

/** What makes a row an offender: a value by itself, a key that another row has, or one that no row of another source has. */
export type Offence = { readonly code: Code; readonly column: string } & (
  | {
      readonly offenders: Measure;
      /** Offenders are tolerated up to this share of all rows. */ readonly max?: number;
    }
  | { readonly key: readonly string[] }
  | { readonly orphans: Extract<Measure, { kind: 'orphans' }> }
);

/**
 * A kind of check: what it wants measured, and what it makes of the answers. All of it is pure.
 *
 * `find` is called only when all that it asked for was answered.
 */
export interface CheckKind<Options> {
  measures(options: Resolved<Options>, context: GateContext): Measure[];
  find(options: Resolved<Options>, answers: Answers, context: GateContext): Judgement;
  columns(options: Options): ColumnUse[];
  contradiction?(options: Options): Contradiction | undefined;
  /** What its finding expects even where it could not be asked. */
  expected?(options: Options, context: GateContext): Judgement['expected'];
  /** Present for checks about single rows. */
  offence?(options: Resolved<Options>): Offence;
}

/** The kind of one check. */
export type KindOf<Name extends CheckName> = CheckKind<OptionsOf<Name>>;

/** The only column of a check that is about one. */
export const oneColumn = ({ column }: { readonly column: string }): ColumnUse[] => [{ at: ['column'], column }];

/** A name that stands twice among those of one check. */
export function repeatedName(names: readonly string[], at: Contradiction['at']): Contradiction | undefined {
  const again = names.find((name, i) => names.indexOf(name) < i);
  return again === undefined
    ? undefined
    : { at, message: 'a column is named twice', observed: again, expected: 'each column once' };
}
