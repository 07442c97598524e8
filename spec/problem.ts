import type { CodeName } from '#contracts/codes.ts';
import { codes } from '#contracts/codes.ts';
import { meaning } from '#contracts/misnamed.ts';
import { present } from '#contracts/present.ts';
import type { Problem } from '#contracts/problem.ts';

/** A place in a file that a person wrote; line and column count from one. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A path into a document, as zod gives it. */
export type Path = readonly PropertyKey[];

/** What is wrong with a spec or with a file that it names, and where. */
export interface SpecProblem extends Problem {
  readonly at: Position;
  /** The name that was probably meant. */
  readonly suggestion?: string;
}

/** What a rule found wrong, before its place in the file is known. */
export interface Fault {
  readonly code: CodeName;
  readonly path: Path;
  /** Whether the key at the path is at fault, or its value (the default). */
  readonly part?: 'key' | 'value';
  readonly message: string;
  readonly observed?: string;
  readonly expected?: string;
  readonly suggestion?: string;
}

/** `sources.flights.watermark`, `gates.data.checks[2].range`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** The problem that a fault is, at its place. */
export function problemOf(fault: Fault, at: Position): SpecProblem {
  const { code, message, observed, expected, suggestion } = fault;
  return {
    code,
    message,
    path: pathText(fault.path),
    ...present({ observed, expected, suggestion }),
    remedy: suggestion === undefined ? codes[code].remedy : meaning(suggestion),
    at,
  };
}

/** `pipeline.yaml:12:7`, as editors and terminals understand it. */
export const positionText = (at: Position): string => `${at.file}:${at.line}:${at.column}`;
