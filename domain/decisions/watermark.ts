import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { source } from './subjects.ts';

/** What a source said of its progress, and what a person set it back to. Times in epoch milliseconds. */
export const watermarkDecision = kind('watermark', {
  asserted: form(source, {
    code: code('WATERMARK_PASSED'),
    numbers: names({ watermark: number }),
    inputs: names({ assertion: digest }),
  }),
  regressed: form(source, {
    code: code('WATERMARK_REGRESSED'),
    numbers: names({ asserted: number, watermark: number }),
  }),
  rewound: form(source, {
    code: code('WATERMARK_REWOUND'),
    numbers: names({ from: number, to: number, epoch: number, windows: number }),
  }),
});
