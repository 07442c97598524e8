import { z } from 'zod';
import type { Code } from '#contracts/codes.ts';
import { Choice, type DecisionKind } from '#contracts/decision.ts';
import { present } from '#contracts/present.ts';

/** How decisions name what they are about, and how that is read back. */
export interface Subject<Of> {
  readonly write: (of: Of) => string;
  readonly read: (subject: string) => Of | undefined;
}

/** What a decision of one outcome says beside its subject; a part that it never has is left out. */
interface Parts {
  readonly code: z.ZodType<Code>;
  readonly numbers?: z.ZodObject;
  readonly inputs?: z.ZodObject;
  readonly evidence?: z.ZodObject;
}

interface Form<Of, P extends Parts> {
  readonly subject: Subject<Of>;
  readonly parts: P;
}

/** The form of the decisions of an outcome. */
export const form = <Of, const P extends Parts>(subject: Subject<Of>, parts: P): Form<Of, P> => ({ subject, parts });

interface AnyForm {
  readonly subject: { readonly write: (of: never) => string; readonly read: (subject: string) => unknown };
  readonly parts: Parts;
}

type Value<Schema> = Schema extends z.ZodType ? z.infer<Schema> : never;

/** The parts of which everything may be left out. */
type Optional<P> = { [Part in keyof P]: Record<string, never> extends Value<P[Part]> ? Part : never }[keyof P];

type Said<F> =
  F extends Form<infer Of, infer P> ? { readonly about: Of } & { readonly [Part in keyof P]: Value<P[Part]> } : never;

type Written<F> =
  F extends Form<infer Of, infer P>
    ? { readonly about: Of } & { readonly [Part in Exclude<keyof P, Optional<P>>]: Value<P[Part]> } & {
        readonly [Part in Optional<P>]?: Value<P[Part]> | undefined;
      }
    : never;

type Common = Pick<Choice, 'policy' | 'actor'>;

/** A decision of a kind as it is written: in the form of its outcome. */
export type Draft<Forms, Outcome extends keyof Forms = keyof Forms> = { readonly outcome: Outcome } & Written<
  Forms[Outcome]
> & { readonly [Key in keyof Common]?: Common[Key] | undefined };

/** A decision of a kind as it is read back. */
export type Read<Name, Forms> = {
  [Outcome in keyof Forms & string]: { readonly kind: Name; readonly outcome: Outcome } & Said<Forms[Outcome]> & Common;
}[keyof Forms & string];

/** What a kind's reader gives, of all outcomes or of one. */
export type ReadOf<Kind extends { readonly read: (choice: Choice) => unknown }, Outcome = unknown> = Extract<
  NonNullable<ReturnType<Kind['read']>>,
  { readonly outcome: Outcome }
>;

/** A kind of decision: its writer and its reader, over the forms of its outcomes. */
export function kind<const Name extends DecisionKind, const Forms extends { readonly [outcome: string]: AnyForm }>(
  name: Name,
  forms: Forms,
) {
  const schemas = new Map<string, z.ZodType<object>>();
  const formOf = (outcome: string): AnyForm | undefined => (Object.hasOwn(forms, outcome) ? forms[outcome] : undefined);
  return {
    name,
    forms,
    /** The choice that says it. What is undefined or empty is left out. */
    draft<const Outcome extends keyof Forms>(draft: Draft<Forms, Outcome>): Choice {
      const { about, outcome, ...said } = draft as unknown as Loose;
      const of = formOf(outcome);
      if (!of) throw new Error(`decisions of the kind ${name} have no outcome ${outcome}`);
      const { code, policy, actor } = said;
      const parts = { numbers: filled(said.numbers), inputs: filled(said.inputs), evidence: filled(said.evidence) };
      const subject = of.subject.write(about as never);
      return { subject, kind: name, outcome, code, ...present({ ...parts, policy, actor }) };
    },
    /** What a decision says, where it is of this kind and in the form of today; else undefined. */
    read({ subject, kind: of, outcome, code, numbers, inputs, evidence, policy, actor }: Choice) {
      const found = of === name ? formOf(outcome) : undefined;
      if (!found) return undefined;
      const schema = schemas.get(outcome) ?? schemaOf(found);
      schemas.set(outcome, schema);
      const said = schema.safeParse(present({ code, numbers, inputs, evidence, policy, actor }));
      const about = found.subject.read(subject);
      if (about === undefined || !said.success) return undefined;
      return { kind: name, outcome, about, ...said.data } as unknown as Read<Name, Forms>;
    },
  };
}

/** A draft of any kind: its type has been checked against the form by who wrote it. */
interface Loose extends Partial<Choice> {
  readonly about: unknown;
  readonly outcome: string;
  readonly code: Code;
}

/** Parts may be missing where all that is in them may be. */
const schemaOf = ({ parts: { code, ...parts } }: AnyForm): z.ZodType<object> =>
  z.strictObject({
    ...Choice.pick({ policy: true, actor: true }).shape,
    code,
    ...Object.fromEntries(
      Object.entries(parts).map(([part, schema]) => [
        part,
        schema.safeParse({}).success ? schema.prefault({}) : schema,
      ]),
    ),
  });

const filled = <T extends object>(part: T | undefined): T | undefined => {
  const given = Object.entries(part ?? {}).filter(([, value]) => !isEmpty(value));
  return given.length === 0 ? undefined : (Object.fromEntries(given) as T);
};

const isEmpty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);
