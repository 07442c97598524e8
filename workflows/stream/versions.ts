import { canonicalJson } from '#domain/digest.ts';
import type { GridFrom } from '#domain/time/windows.ts';
import type { StreamPolicy, StreamState } from './state.ts';

/** What the spec says that decides a window: of a former one, where the window began under it. */
export const policyAt = ({ policy, former }: Pick<StreamState, 'policy' | 'former'>, start: number): StreamPolicy =>
  former.find(({ until }) => start < until)?.policy ?? policy;

/** The grids that a source's rows fall into, where they changed. */
export function gridsFor({ grids }: StreamState, source: string): readonly GridFrom[] | undefined {
  const own = grids.map(({ from, grid, sources }) => ({ from, grid: sources.includes(source) ? grid : null }));
  const [first] = own;
  const same = own.every(({ grid }) => canonicalJson(grid) === canonicalJson(first?.grid ?? null));
  return same ? undefined : own;
}

/** Forgets the specs of windows that are over. */
export function forgetFormer(state: StreamState): void {
  if (state.former.length === 0) return;
  const oldest = state.time.former[0]?.until ?? Number.POSITIVE_INFINITY;
  const pane = Math.min(Number.POSITIVE_INFINITY, ...state.panes.map(({ fire }) => fire.window.start));
  state.former = state.former.filter(({ until }) => until >= oldest || pane < until);
}
