import { type Html, html } from '../html.ts';
import { at } from './scale.ts';

/** The look of a pane. The shape shows timing and outcome, so that it can be read without colour. */
export type PaneLook =
  | 'on-time'
  | 'late'
  | 'superseded'
  | 'superseded-late'
  | 'held'
  | 'rejected'
  | 'unpublished'
  | 'open'
  | 'empty';

export const looks: Readonly<Record<PaneLook, string>> = {
  'on-time': 'on time, published',
  late: 'late, published',
  superseded: 'on time, superseded by a late pane',
  'superseded-late': 'late, superseded by a later one',
  held: 'held for a person',
  rejected: 'rejected',
  unpublished: 'superseded before it was published',
  open: 'at its gate',
  empty: 'window without rows',
};

/** A pane's mark around a centre. */
export function glyph(look: PaneLook, x: number, y: number, size: number, title?: string): Html {
  const r = size / 2;
  const label = title !== undefined && html`<title>${title}</title>`;
  const square = `M${at(x - r)} ${at(y - r)}h${at(size)}v${at(size)}h${at(-size)}z`;
  const diamond = `M${at(x)} ${at(y - r * 1.25)}L${at(x + r * 1.25)} ${at(y)}L${at(x)} ${at(y + r * 1.25)}L${at(x - r * 1.25)} ${at(y)}z`;
  const cross = `M${at(x - r)} ${at(y - r)}l${at(size)} ${at(size)}M${at(x + r)} ${at(y - r)}l${at(-size)} ${at(size)}`;
  const shapes: Record<PaneLook, Html> = {
    'on-time': html`<path class="g-full" d="${square}">${label}</path>`,
    late: html`<path class="g-late" d="${diamond}">${label}</path>`,
    superseded: html`<path class="g-hollow" d="${square}">${label}</path>`,
    'superseded-late': html`<path class="g-hollow" d="${diamond}">${label}</path>`,
    held: html`<g>${label}<path class="g-hollow-warn" d="${square}"/><path class="g-warn" d="M${at(x - r)} ${at(y)}h${at(size)}v${at(r)}h${at(-size)}z"/></g>`,
    rejected: html`<path class="g-cross" d="${cross}">${label}</path>`,
    unpublished: html`<path class="g-dashed" d="${square}">${label}</path>`,
    open: html`<circle class="g-hollow" cx="${at(x)}" cy="${at(y)}" r="${at(r * 0.7)}">${label}</circle>`,
    empty: html`<path class="g-dash" d="M${at(x - r)} ${at(y)}h${at(size)}">${label}</path>`,
  };
  return shapes[look];
}
