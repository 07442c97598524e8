import type { Meanings } from './meaning.ts';

/** Codes about watermarks and windows. */
export const time = {
  WATERMARK_PASSED: { cause: 'The watermark passed the end of the window.', remedy: 'Nothing to do.' },
  WATERMARK_JUMP: {
    cause: 'The arrival would move the watermark by more than `maxAdvance`.',
    remedy: 'Release or refuse it by `tidegate stream resolve`; look for wrong units and wrong years.',
  },
  WATERMARK_REWOUND: {
    cause: 'An operator set the watermark back: windows that end after it wait again.',
    remedy: 'Nothing to do.',
  },
  REWIND_REFUSED: {
    cause:
      'The watermark cannot be set to this time: it is not before the present watermark, or the stream no longer keeps a record of what came for the windows there.',
    remedy: 'Name a time between the two in the answer.',
  },
  STREAM_DRAINED: {
    cause: 'An operator ended the stream: every open window fired with what it had.',
    remedy: 'Nothing to do.',
  },
  LATE_EVERY_WALL_TIME: {
    cause: 'A schedule has event times only, and `late: { every: … }` needs wall time.',
    remedy: 'Declare `late: { every: arrival }` for the dry run.',
  },
  WATERMARK_REGRESSED: {
    cause: 'An asserted watermark lies before the one in force.',
    remedy: 'Nothing to do: watermarks never go back.',
  },
  SOURCE_IDLE: {
    cause: 'The source was silent for its idle timeout.',
    remedy: 'Check the source; windows go on without it.',
  },
  SOURCE_RETURNED: { cause: 'An arrival or assertion of an idle source came.', remedy: 'Nothing to do.' },
  LATE_ARRIVAL: {
    cause: 'A batch came after its window had fired, within the allowed lateness.',
    remedy: 'Nothing to do: a new pane supersedes the old one.',
  },
  WINDOW_EMPTY: { cause: 'The watermark passed a window that holds no rows.', remedy: 'Check the sources.' },
  WINDOWS_TOO_MANY: {
    cause: 'One arrival touches more windows than a stream may open.',
    remedy: 'Split the batch, or check its times.',
  },
} as const satisfies Meanings;
