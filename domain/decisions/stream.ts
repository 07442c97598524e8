import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { run, stream } from './subjects.ts';

const moved = { code: code('PIPELINE_RENAMED'), numbers: names({ arrivals: number, waiting: number, panes: number }) };

/** The life of a stream: begun for a backfill, recovered from its history, moved to another name, drained. */
export const streamDecision = kind('stream', {
  begun: form(stream, { code: code('BACKFILL_BEGUN'), numbers: names({ from: number, to: number }) }),
  recovered: form(stream, {
    code: code('STREAM_RECOVERED'),
    numbers: names({ decisions: number, arrivals: number, waiting: number, unseen: number, panes: number }),
    /** The history that it was recovered from, and the head of the decision log there. */
    inputs: names({ history: digest, head: digest }),
  }),
  /** About the stream that goes on with the state. */
  renamed: form(run, { ...moved, inputs: names({ state: digest }) }),
  /** About the stream whose state it goes on with. */
  'taken over': form(run, { ...moved, inputs: names({ state: digest }) }),
  drained: form(stream, {
    code: code('STREAM_DRAINED'),
    numbers: names({ arrivals: number, held: number, waiting: number }),
  }),
});
