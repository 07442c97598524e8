import { z } from 'zod';

const deepest = 20;

/** Why a value is not plain JSON of limited depth with well-formed Unicode texts; its types are checked elsewhere. */
function faultIn(value: unknown): string | undefined {
  const left = [{ value, depth: 0 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value: inner, depth } = next;
    if (depth > deepest) return `expected at most ${deepest} levels`;
    if (typeof inner === 'string' && !inner.isWellFormed()) return 'expected texts without half a surrogate pair';
    if (typeof inner !== 'object' || inner === null) continue;
    for (const part of [...(Array.isArray(inner) ? [] : Object.keys(inner)), ...Object.values(inner)])
      left.push({ value: part, depth: depth + 1 });
  }
  return undefined;
}

const Sound = z.unknown().superRefine((value, context) => {
  const message = faultIn(value);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const Seen = z.record(z.string().max(200), z.json());

const Shape = z.strictObject({
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  code: z.string().min(1).max(200).optional(),
  observed: Seen.optional(),
  expected: Seen.optional(),
  /** The number of rows at fault, if the finding is about rows. */
  affected: z.number().int().min(0).optional(),
  column: z.string().min(1).max(1_000).optional(),
});

/**
 * What a program or a custom check found: plain JSON, with a `code` of its own choice. It cannot have the verdict `error`: a check
 * that cannot tell throws, or exits with another status than 0.
 */
export const OwnFinding = Sound.pipe(Shape);
export type OwnFinding = z.infer<typeof OwnFinding>;

/** What a command writes to its standard output. At least one finding is needed: silence is not a pass. */
export const CommandOutput = z.strictObject({ findings: z.array(OwnFinding).min(1).max(100) });
