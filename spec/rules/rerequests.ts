import type { DataGate } from '#contracts/check.ts';
import { formatDuration } from '#contracts/time.ts';
import { isRerequest } from '#domain/gates/remediation.ts';
import { requestOf } from '#domain/gates/rerequest.ts';
import { latenessOf } from '#domain/time/lateness.ts';
import type { Fault, Path } from '../problem.ts';
import type { Subject } from './rule.ts';
import { dangling, invalid } from './rule.ts';

/** A source is asked last, once, by a gate that waits for its answer; it must be able to hear of it, and the window to take it. */
export function faultsOfRerequests({ spec }: Subject, gate: DataGate, path: Path, sources: readonly string[]): Fault[] {
  const at = gate.remediate.findIndex(isRerequest);
  const request = requestOf(gate, sources[0] ?? '');
  if (!request) return [];
  const here = [...path, at, 'rerequest'];
  if (at < gate.remediate.length - 1)
    return [invalid(here, 'a source is asked once, after all repairs', 'steps after it', 'the last step')];
  const { source, within } = request;
  if (!sources.includes(source))
    return [dangling([...here, 'source'], source, 'among the sources of this gate, source', sources)];
  if (!spec.sources[source]?.receipts && !spec.notices)
    return [
      invalid(
        here,
        'nobody would hear that rows are asked for again',
        'no receiver',
        `\`receipts\` of ${source}, or \`notices\``,
      ),
    ];
  return limitsOf(spec, gate, source).flatMap(([limit, name]) =>
    limit !== undefined && within >= limit
      ? [
          invalid(
            [...here, 'within'],
            `an answer would come too late: \`${name}\` is ${formatDuration(limit)}`,
            formatDuration(within),
            'a shorter time',
          ),
        ]
      : [],
  );
}

/** What is over before a source may answer: the window, which takes nothing any more, and the hold. */
const limitsOf = (
  spec: Subject['spec'],
  { hold }: DataGate,
  source: string,
): (readonly [number | undefined, string])[] => [
  [latenessOf(spec, source), source === spec.labels?.source ? 'labels.deadline' : 'windows.allowedLateness'],
  [hold?.deadline, 'hold.deadline'],
];
