import type { Quarantine } from '#audit/quarantines.ts';
import type { RowSample } from '#audit/report/collect/quarantine.ts';
import { shortDigest } from '#contracts/digest.ts';
import { formatInstant } from '#contracts/time.ts';
import { linesOfTable } from '../../table-text.ts';
import { counted } from '../../words.ts';

const codesText = (codes: Quarantine['codes']): string =>
  Object.entries(codes)
    .map(([code, rows]) => `${rows} ${code}`)
    .join(', ');

export function linesOfQuarantines(found: readonly Quarantine[]): string[] {
  if (found.length === 0) return ['No rows are set aside.'];
  const rows = found.map(({ quarantine, pipeline, partition, start, pane, source, codes, standing, ...each }) => [
    shortDigest(quarantine),
    `${pipeline}/${partition}`,
    formatInstant(start),
    String(pane),
    source,
    String(each.rows),
    standing,
    codesText(codes),
  ]);
  return linesOfTable(['quarantine', 'stream', 'window', 'pane', 'source', 'rows', 'standing', 'why'], rows, [3, 5]);
}

export function linesOfQuarantine(one: Quarantine, sample: RowSample | undefined): string[] {
  const { quarantine, pipeline, partition, feed, start, pane, source, rows, codes, standing, rulings } = one;
  const ruled = rulings.map(
    ({ verdict, rows: count, by, at, ruling }) =>
      `  ${verdict} ${counted(count, 'row')} by ${by ?? 'nobody named'} at ${formatInstant(at)}${ruling ? ` (tidegate explain ${shortDigest(ruling)})` : ''}`,
  );
  return [
    `${quarantine}`,
    `  ${counted(rows, 'row')} of ${source}: ${codesText(codes)}`,
    `  window ${formatInstant(start)} of ${pipeline}/${partition} (${feed}), pane ${pane}: ${standing}`,
    ...ruled,
    ...(sample ? ['', ...linesOfTable(sample.columns, sample.rows)] : ['  The artifact is gone.']),
    ...(standing === 'quarantined'
      ? ['', `Answer: tidegate quarantine release | discard ${shortDigest(quarantine)} --as NAME --reason TEXT`]
      : []),
  ];
}
