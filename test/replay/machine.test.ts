import { expect, test } from 'vitest';
import { tracesIn } from './machine.ts';

const payload = (text: string) => ({ payloads: [{ data: Buffer.from(text).toString('base64') }] });

test.for([
  [
    'a path in a stack',
    { failure: { stackTrace: 'at fn (/work/tidegate/worker/main.ts:1:2)' } },
    '/work/tidegate/worker/main.ts:1:2)',
  ],
  ['a path in a payload', payload('{"command":"/home/ada/train.py"}'), '/home/ada/train.py'],
  ['a process on its host', { identity: '4711@buildhost' }, '4711@buildhost'],
  ['an identity that is not ours', { identity: 'ada-laptop' }, '"identity":"ada-laptop"'],
  ['the URI of a file', payload('{"uri":"file:///data/in/a.csv"}'), '"uri":"file:///data/in/a.csv"'],
  ['this host', payload('{"host":"buildhost"}'), 'buildhost'],
  ['a folder of this machine', payload('"/tidegate/checkout/worker"'), '/tidegate/checkout'],
] as const)('%s is seen', ([, recording, trace]) => {
  expect(tracesIn(JSON.stringify(recording), ['buildhost', '/tidegate/checkout'])).toContain(trace);
});

test('what a recording is made of is none', () => {
  const recording = {
    identity: 'tidegate-worker',
    stackTrace: 'at apply (/tidegate/workflows/pipeline/specs.ts:30:5)',
    ...payload('{"uri":"artifact:sha256:00","subject":"window/all/data/0","by":"buildhost-2"}'),
  };
  expect(tracesIn(JSON.stringify(recording), ['buildhost', '/tidegate/checkout'])).toEqual([]);
});
