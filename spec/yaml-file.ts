import { readFile } from 'node:fs/promises';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { codes } from '#contracts/codes.ts';
import type { Result } from '#contracts/problem.ts';
import type { Path, Position, SpecProblem } from './problem.ts';

/** A YAML document that remembers where each of its values stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** Whole numbers that no double holds: each would be another one. */
  readonly rounded: readonly SpecProblem[];
  /** Where the key or value at a path stands; the nearest enclosing one where the path leads nowhere. */
  positionOf(path: Path, part?: 'key' | 'value'): Position;
}

/** Reads a YAML file; `SPEC_UNREADABLE` where it is missing or not YAML. */
export async function readYaml(file: string): Promise<Result<YamlFile, SpecProblem[]>> {
  try {
    return parseYaml(file, await readFile(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const message = reason === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read: ${reason}`;
    return {
      ok: false,
      problems: [unreadable(message, { file, line: 1, column: 1 }, 'Correct the path, or make the file readable.')],
    };
  }
}

/** Parses YAML 1.2; every syntax error with its place. */
function parseYaml(file: string, text: string): Result<YamlFile, SpecProblem[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
  });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map((e) => unreadable(e.message, positionAt(e.pos[0]))),
    };
  }
  try {
    const value: unknown = document.toJS();
    return {
      ok: true,
      value: {
        file,
        value,
        rounded: roundedIn(document).map(({ source, offset }) => rounded(source, positionAt(offset))),
        positionOf: (path, part = 'value') => positionAt(offsetOf(document, path, part)),
      },
    };
  } catch (cause) {
    // Aliases are only resolved here: a reference without its anchor, or too many of them.
    const message = cause instanceof Error ? cause.message : String(cause);
    return {
      ok: false,
      problems: [unreadable(message, { file, line: 1, column: 1 })],
    };
  }
}

const unreadable = (message: string, at: Position, remedy = 'Correct the line that is named.'): SpecProblem => ({
  code: 'SPEC_UNREADABLE',
  message,
  remedy,
  at,
});

const rounded = (source: string, at: Position): SpecProblem => ({
  code: 'SPEC_VALUE_INVALID',
  message: 'the number has more digits than numbers here hold, and would become another one',
  observed: source,
  expected: `a whole number up to ${Number.MAX_SAFE_INTEGER}`,
  remedy: codes.SPEC_VALUE_INVALID.remedy,
  at,
});

function roundedIn(document: Document.Parsed): { readonly source: string; readonly offset: number }[] {
  const found: { source: string; offset: number }[] = [];
  visit(document, {
    Scalar(_, { value, source = '', range }) {
      if (typeof value !== 'number' || !/^[-+]?\d+$/.test(source) || BigInt(source) === BigInt(value)) return;
      found.push({ source, offset: range?.[0] ?? 0 });
    },
  });
  return found;
}

function offsetOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const wantsKey = part === 'key' && index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) return offset;
      offset = (wantsKey ? undefined : startOf(pair.value)) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
