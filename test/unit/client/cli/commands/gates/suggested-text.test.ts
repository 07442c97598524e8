import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { gateText } from '#client/cli/commands/gates/suggested-text.ts';

test.each(['plain', 'a\nb', '\n', 'a: b', '# c', '"; drop', 'tab\there', 'é😀'])(
  'a proposal is read as it was made, with a column named %j',
  (column) => {
    const check = { nullRate: { column, max: 0 } };
    const proposals = [{ check, reason: 'no value is missing', failed: 0, of: 0 }];
    const text = gateText('data', { rows: 2, proposals }, ['may\n.csv']);
    expect(parse(text)).toEqual({ name: 'data', checks: [check] });
  },
);
