import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import { failureConverter, withoutPaths } from '#worker/failure-converter.ts';

test.for([
  [
    "ENOENT: no such file or directory, open '/var/lib/tidegate/a b'",
    "ENOENT: no such file or directory, open '[path] b'",
  ],
  ['/opt/tidegate/store is full', '[path] is full'],
  ['no reference runs/window/all/0~1000/0', 'no reference runs/window/all/0~1000/0'],
  ['cannot reach http://127.0.0.1:7233/a/b, nor file:/a/b', 'cannot reach http://127.0.0.1:7233/a/b, nor file:/a/b'],
  ['12 of 20 rows, 3/4', '12 of 20 rows, 3/4'],
] as const)('%s', ([text, discreet]) => {
  expect(withoutPaths(text)).toBe(discreet);
});

test('neither an error nor its causes keep their stack', () => {
  const error = new Error('outer', { cause: new Error('inner /some/where') });
  const failure = failureConverter.errorToFailure(error, defaultPayloadConverter);
  expect(failure).toMatchObject({ message: 'outer', cause: { message: 'inner [path]' } });
  expect(JSON.stringify(failure)).not.toContain('failure-converter.test.ts');
});
