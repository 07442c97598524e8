import type { Command, Option } from 'commander';
import { createProgram } from '#client/cli/program.ts';
import type { Document } from './documents.ts';

/** A command line as a person would type it. */
export interface CommandLine {
  readonly line: string;
  /** In a block it must be complete; within a sentence it may be the name of a command alone. */
  readonly complete: boolean;
}

const shells = /^(?:sh|bash|console)\b/;

/** The command lines of a document that run `tidegate` or an npm script. */
export function commandLines({ blocks, code }: Document): CommandLine[] {
  const inBlocks = blocks
    .filter(({ info }) => shells.test(info))
    .flatMap(({ info, text }) => linesOf(text.replaceAll('\\\n', ' '), info.startsWith('console')));
  return [
    ...inBlocks.map((line) => ({ line, complete: true })),
    ...code.map((line) => ({ line, complete: false })),
  ].filter(({ line }) => invocation.test(line));
}

/** The lines of a block that are typed: all of a script, those after a prompt of a session. */
const linesOf = (text: string, isSession: boolean): string[] =>
  text.split('\n').flatMap((line) => {
    if (!isSession) return [line.trim()];
    return line.startsWith('$ ') ? [line.slice(2)] : [];
  });

const invocation = /^(?:[A-Z_]+=\S*\s+)*(?:(?:npx\s+|npm run\s+)?tidegate(?:\s+|$)|npm run\s+\S)/;

const program = await createProgram();

/** What is wrong with a command line: a command, an option or an argument that does not exist, or one that lacks. */
export function faultsOfLine({ line, complete }: CommandLine, scripts: ReadonlySet<string>): string[] {
  const words = wordsOf(line).filter(
    (word, index, all) => !(isAssignment(word) && all.slice(0, index).every(isAssignment)),
  );
  const [first, second, script] = words;
  if (first === 'npm' && second === 'run' && script !== 'tidegate')
    return scripts.has(script ?? '') ? [] : [`${line}: no script ${script}`];
  const rest = words.slice(words.indexOf('tidegate') + 1).filter((word) => word !== '--');
  return faultsOf(program, rest, complete).map((fault) => `${line}: ${fault}`);
}

const isAssignment = (word: string): boolean => /^[A-Z_]+=/.test(word);

/** Up to a comment, a pipe or a redirection. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/'[^']*'|"[^"]*"|[^\s'"]+/g)].map(([word]) => word.replaceAll(/^['"]|['"]$/g, ''));
  const end = words.findIndex((word) => /^(?:#|\||>|<|&&|;|\$\()/.test(word));
  return end < 0 ? words : words.slice(0, end);
}

function faultsOf(command: Command, words: readonly string[], complete: boolean): string[] {
  const [name] = words;
  const inner = command.commands.find((each) => each.name() === name);
  if (inner) return faultsOf(inner, words.slice(1), complete);
  // A command that has others below it may act by itself too, with options of its own.
  const actsItself = command.options.length > 0 && name?.startsWith('-') && name !== '--help';
  if (command.commands.length > 0 && !actsItself) {
    if (name === undefined || name === '--help' || name === 'help') return [];
    return [`no command ${name}`];
  }
  const { faults, given, positionals } = read(command, words);
  if (!complete) return faults;
  const mandatory = command.options.filter(({ mandatory: must, long }) => must && !given.has(long ?? ''));
  const needed = command.registeredArguments.filter(({ required }) => required).length;
  return [
    ...faults,
    ...mandatory.map(({ long }) => `lacks ${long}`),
    ...(positionals < needed ? [`lacks an argument`] : []),
  ];
}

function read(command: Command, words: readonly string[]) {
  const faults: string[] = [];
  const given = new Set<string>();
  let positionals = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) {
      positionals += 1;
      continue;
    }
    const [long = ''] = word.split('=');
    const option = command.options.find((each) => each.long === long || each.short === long);
    if (long === '--help') continue;
    if (!option) faults.push(`no option ${long}`);
    else given.add(option.long ?? '');
    if (option && takesValue(option) && !word.includes('=')) index += 1;
  }
  const takes = command.registeredArguments;
  if (!takes.at(-1)?.variadic && positionals > takes.length) faults.push('too many arguments');
  return { faults, given, positionals };
}

const takesValue = ({ required, optional }: Option): boolean => required || optional;
