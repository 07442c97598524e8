import type { Problem } from '#contracts/problem.ts';
import type { PipelineSpec } from '#contracts/spec.ts';
import { formatInstant } from '#contracts/time.ts';
import { commonStart, type WindowGrid } from '../time/windows.ts';

interface Boundary {
  /** Event time at which the first window begins that the changed spec decides; chosen by each stream where it is left out. */
  readonly declared?: number;
  /** The newest start of a window that is published, in whichever partition. */
  readonly published?: number;
}

const gridOf = ({ windows: { size, period = size, offset } }: Pick<PipelineSpec, 'windows'>): WindowGrid => ({
  size,
  period,
  offset,
});

/** Why a changed spec cannot take effect at a window; undefined where it can. */
export function boundaryRefused(
  before: Pick<PipelineSpec, 'windows'>,
  after: Pick<PipelineSpec, 'windows'>,
  { declared, published }: Boundary,
): Problem | undefined {
  const next = (from: number) => commonStart(from, gridOf(before), gridOf(after));
  const from = Math.max(declared ?? published ?? 0, published === undefined ? Number.NEGATIVE_INFINITY : published + 1);
  const first = next(from);
  if (first === undefined)
    return {
      code: 'SPEC_BOUNDARY_REFUSED',
      message: 'no window begins by both specs: their grids never meet, or too rarely',
      path: 'windows',
      expected: 'a period and an offset by which some window begins where one did',
    };
  if (declared === undefined || declared === first) return undefined;
  const message =
    published !== undefined && published >= declared
      ? `windows that begin at ${formatInstant(published)} or before are published`
      : 'no window begins there by both specs';
  return {
    code: 'SPEC_BOUNDARY_REFUSED',
    message,
    path: '--from-window',
    observed: formatInstant(declared),
    expected: `such as ${formatInstant(first)}`,
  };
}
