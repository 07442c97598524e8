import type { z } from 'zod';
import { nearest } from '#contracts/nearest.ts';
import { present } from '#contracts/present.ts';
import type { Fault, Path } from './problem.ts';
import { keysAt } from './schema-keys.ts';

type Issue = z.core.$ZodIssue;

/**
 * Zod's issues as faults in a person's terms: an unknown key with the one that was probably meant, and for
 * a value that fits none of several forms the faults of the form that it comes nearest to.
 *
 * @param input the value that was parsed, to quote what was observed
 */
export function faultsOfIssues(schema: z.ZodType, issues: readonly Issue[], input: unknown): Fault[] {
  const faults = issues.flatMap((issue) => faultsOf(schema, issue, [], input));
  const renamed = new Set(faults.map((f) => f.suggestion && [...f.path.slice(0, -1), f.suggestion].join('\0')));
  // A mistyped required key is one mistake, not an unknown key and a missing one.
  return faults.filter((f) => !(f.observed === 'nothing' && renamed.has(f.path.join('\0'))));
}

function faultsOf(schema: z.ZodType, issue: Issue, base: Path, input: unknown): Fault[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, keysAt(schema, path)));
  if (issue.code === 'invalid_union') return faultsOfUnion(schema, issue, path, input);
  if (issue.code === 'invalid_key')
    return issue.issues.map((inner) => ({
      ...invalidValue(inner, path, path.at(-1)),
      part: 'key',
    }));
  return [invalidValue(issue, path, valueAt(input, path))];
}

function faultsOfUnion(schema: z.ZodType, issue: z.core.$ZodIssueInvalidUnion, path: Path, input: unknown): Fault[] {
  const observed = valueAt(input, path);
  const forms = issue.errors.map((issues) => ({
    issues,
    atRoot: issues.filter((i) => isAtRoot(i, observed)).length,
  }));
  const best = forms.toSorted((a, b) => a.atRoot - b.atRoot || a.issues.length - b.issues.length)[0];
  if (best === undefined) return [invalidValue(issue, path, observed)];
  const tied = forms.filter((form) => form.atRoot === best.atRoot && form.issues.length === best.issues.length);
  if (tied.length === 1) return best.issues.flatMap((inner) => faultsOf(schema, inner, path, input));
  const keys = keysAt(schema, path);
  if (typeof observed === 'object' && observed !== null && keys.length > 0) {
    const unknown = Object.keys(observed).filter((key) => !keys.includes(key));
    if (unknown.length > 0) return unknown.map((key) => unknownKey(key, path, keys));
    return [
      {
        code: 'SPEC_VALUE_INVALID',
        path,
        message: 'expected exactly one key',
        observed: quote(observed),
        expected: `one of ${keys.join(', ')}`,
      },
    ];
  }
  const expected = [...new Set(tied.flatMap((form) => form.issues.map(expectation)))].join(' or ');
  return [fault(path, observed, expected)];
}

/** Whether an issue says that the form itself is another one: a missing or an unknown key at its top. */
const isAtRoot = (issue: Issue, observed: unknown): boolean =>
  issue.path.length === 0 || (issue.path.length === 1 && valueAt(observed, issue.path) === undefined);

function unknownKey(key: string, path: Path, allowed: readonly string[]): Fault {
  const suggestion = nearest(key, allowed);
  return {
    code: 'SPEC_KEY_UNKNOWN',
    path: [...path, key],
    part: 'key',
    message: `unknown key \`${key}\``,
    ...(allowed.length > 0 && { expected: `one of ${allowed.join(', ')}` }),
    ...present({ suggestion }),
  };
}

function invalidValue(issue: Issue, path: Path, observed: unknown): Fault {
  const suggestion = typeof observed === 'string' ? nearest(observed, choicesOf(issue)) : undefined;
  return { ...fault(path, observed, expectation(issue)), ...present({ suggestion }) };
}

function fault(path: Path, observed: unknown, expected: string): Fault {
  const name = String(path.at(-1) ?? 'the document');
  const message = observed === undefined ? `\`${name}\` is missing` : `\`${name}\` is not valid`;
  return {
    code: 'SPEC_VALUE_INVALID',
    path,
    message,
    observed: quote(observed),
    expected,
  };
}

/** The values that an issue says there are; none where it is about something else. */
function choicesOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' && 'options' in issue ? (issue.options ?? []).map(String) : [];
}

function expectation(issue: Issue): string {
  const choices = choicesOf(issue);
  if (choices.length > 0) return choices.length === 1 ? choices.join() : `one of ${choices.join(', ')}`;
  if (issue.code === 'invalid_type') return issue.expected === 'record' ? 'object' : issue.expected;
  if (issue.code === 'too_small')
    return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === 'too_big')
    return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}`;
  return issue.message.replace(/^(?:Invalid input: )?expected /, '');
}

const units: Readonly<Record<string, string>> = { string: ' characters', array: ' items' };
const unitOf = (origin: string): string => units[origin] ?? '';

function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    input,
  );
}
