import { z } from 'zod';
import { approval } from './codes/approval.ts';
import { arrival } from './codes/arrival.ts';
import { check } from './codes/check.ts';
import { gate } from './codes/gate.ts';
import type { Meaning } from './codes/meaning.ts';
import { model } from './codes/model.ts';
import { operation } from './codes/operation.ts';
import { rollout } from './codes/rollout.ts';
import { spec } from './codes/spec.ts';
import { time } from './codes/time.ts';
import { training } from './codes/training.ts';

/** The codes by subject, in the order of the generated page `docs/reference/codes.md`. */
const bySubject = { arrival, time, check, gate, training, model, approval, rollout, spec, operation } as const;
type BySubject = typeof bySubject;

export type Subject = keyof BySubject;
export type CodeName = { [S in Subject]: keyof BySubject[S] }[Subject];

/**
 * The registry of codes: every refusal, finding and decision names one of these.
 *
 * A code is never renamed and never changes its meaning; the page `docs/reference/codes.md` is generated from here.
 */
export const codes = Object.fromEntries(
  Object.entries(bySubject).flatMap(([subject, meanings]) =>
    Object.entries<Meaning>(meanings).map(([code, meaning]) => [code, { subject, ...meaning }]),
  ),
) as Readonly<Record<CodeName, Meaning & { readonly subject: Subject }>>;

const names = Object.keys(codes) as [CodeName, ...CodeName[]];

/** One of the registered codes. */
export const Code = z.enum(names);
export type Code = z.infer<typeof Code>;
