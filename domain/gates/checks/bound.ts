import type { Check, CheckName, OptionsOf } from '#contracts/check.ts';
import type { Severity } from '#contracts/checks/options.ts';
import type { Measure } from '#contracts/measure.ts';
import type { GateContext } from '../context.ts';
import type { Answers } from './answers.ts';
import type { ColumnUse, Contradiction, Judgement, Offence } from './kind.ts';
import { kinds } from './kinds.ts';

/** A declared check together with its kind. */
export interface DeclaredCheck {
  readonly name: CheckName;
  /** The source that it names, if it names one. */
  readonly source: string | undefined;
  readonly severity: Severity;
  columns(): ColumnUse[];
  contradiction(): Contradiction | undefined;
  /** What makes a row an offender; undefined for checks of a snapshot as a whole. */
  offence(primary: string): Offence | undefined;
  /** The check over the source that it reads. */
  bound(context: GateContext): BoundCheck;
}

export interface BoundCheck {
  readonly name: CheckName;
  readonly source: string;
  readonly severity: Severity;
  /** The column that it is about, if it is about one. */
  readonly subject: { readonly column?: string };
  /** What its finding expects even where it could not be asked. */
  expected(): Judgement['expected'];
  measures(): Measure[];
  find(answers: Answers): Judgement;
}

/** Finds the kind of a check. */
export function declared(check: Check): DeclaredCheck {
  for (const name of Object.keys(kinds) as CheckName[]) {
    const options = optionsOf(check, name);
    if (options) return declaredAs(name, options);
  }
  throw new TypeError(`no kind of check is declared: ${Object.keys(check).join(', ')}`);
}

export const boundCheck = (check: Check, context: GateContext): BoundCheck => declared(check).bound(context);

/** A check has one key, its name; so where there is a value, it is of that check's options. */
const optionsOf = <Name extends CheckName>(check: Check, name: Name): OptionsOf<Name> | undefined =>
  name in check ? Reflect.get(check, name) : undefined;

function declaredAs<Name extends CheckName>(name: Name, options: OptionsOf<Name>): DeclaredCheck {
  const kind = kinds[name];
  const { source, severity } = options;
  const resolved = (primary: string) => ({ ...options, source: source ?? primary });
  return {
    name,
    source,
    severity,
    columns: () => kind.columns(options),
    contradiction: () => kind.contradiction?.(options),
    offence: (primary) => kind.offence?.(resolved(primary)),
    bound(context) {
      const own = resolved(context.primary);
      const [only, ...others] = kind.columns(options);
      return {
        name,
        source: own.source,
        severity,
        subject: only === undefined || others.length > 0 ? {} : { column: only.column },
        expected: () => kind.expected?.(options, context) ?? {},
        measures: () => kind.measures(own, context),
        find: (answers) => kind.find(own, answers, context),
      };
    },
  };
}
