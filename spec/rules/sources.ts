import type { Rule } from './rule.ts';
import { dangling, invalid, missingColumns } from './rule.ts';

/** Every aligned source is declared, once; every declared source is aligned or brings the labels. */
export const sourcesHaveFeeds: Rule = ({ spec }) => {
  const declared = Object.keys(spec.sources);
  const { align } = spec.windows;
  const labels = spec.labels?.source;
  const unknown = align.flatMap((name, i) =>
    declared.includes(name) ? [] : [dangling(['windows', 'align', i], name, 'source', declared)],
  );
  const repeated = align.flatMap((name, i) =>
    align.indexOf(name) === i
      ? []
      : [invalid(['windows', 'align', i], `source \`${name}\` is aligned twice`, name, 'each source once')],
  );
  const unused = declared
    .filter((name) => !align.includes(name) && name !== labels)
    .map((name) => ({
      ...invalid(
        ['sources', name],
        `nothing uses the source \`${name}\``,
        name,
        'a source in `windows.align`, or the one of `labels.source`',
      ),
      part: 'key' as const,
    }));
  return [...unknown, ...repeated, ...unused];
};

/** The event time of a source is a timestamp of its contract. */
export const eventTimesAreTimestamps: Rule = (subject) =>
  Object.entries(subject.spec.sources).flatMap(([name, { eventTime }]) => {
    if (eventTime === undefined) return [];
    const path = ['sources', name, 'eventTime'];
    const missing = missingColumns(subject, name, [{ path, column: eventTime }]);
    const type = subject.columns.get(name)?.find((column) => column.name === eventTime)?.type;
    if (missing.length > 0 || type === undefined || type === 'timestamp') return missing;
    return [invalid(path, `\`${eventTime}\` cannot be an event time`, type, 'a column of logical type timestamp')];
  });
