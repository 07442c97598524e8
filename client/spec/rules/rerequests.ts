import type { DataGate } from '#contracts/check.ts';
import { isRerequest } from '#domain/gates/remediation.ts';
import { requestOf } from '#domain/gates/rerequest.ts';
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
  const { source } = request;
  if (!sources.includes(source))
    return [dangling([...here, 'source'], source, 'among the sources of this gate, source', sources)];
  if (gate.onFail === 'reject')
    return [
      invalid(here, 'a gate that rejects waits for no source', 'onFail: reject', '`onFail: hold` or `quarantine`'),
    ];
  if (!spec.sources[source]?.receipts && !spec.notices)
    return [
      invalid(
        here,
        'nobody would hear that rows are asked for again',
        'no receiver',
        `\`receipts\` of ${source}, or \`notices\``,
      ),
    ];
  return spec.windows.allowedLateness === 0
    ? [invalid(here, 'what would be sent again comes too late', 'no `windows.allowedLateness`', 'some lateness')]
    : [];
}
