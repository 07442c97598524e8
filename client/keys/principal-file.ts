import { readFile, writeFile } from 'node:fs/promises';
import { isSeq, parseDocument } from 'yaml';
import { type Principal, PrincipalFile } from '#contracts/principal.ts';
import { TidegateError } from '#contracts/problem.ts';

/**
 * Adds a principal to the file that a pipeline's `access.principals` names. Keeps the file's comments, and creates the
 * file if it does not exist. Throws `USAGE` if the principal is already in it.
 */
export async function addPrincipal(file: string, principal: Principal): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => 'principals: []\n');
  const document = parseDocument(text);
  const { principals } = readPrincipals(file, document.toJS());
  if (principals.some((known) => known.name === principal.name)) {
    throw new TidegateError({
      code: 'USAGE',
      message: `${file} has a principal ${principal.name} already`,
      observed: principal.name,
      remedy: 'Take the old entry out first: approvals that it signed stay valid where they are pinned.',
    });
  }
  const list = document.get('principals');
  if (!isSeq(list)) throw new Error('a list was just read here');
  // An empty list is written in flow style, as `[]`. Block style puts the new entry on a line of its own.
  list.flow = false;
  const entry = document.createNode(principal);
  entry.flow = true;
  list.add(entry);
  await writeFile(file, document.toString({ lineWidth: 0 }));
}

function readPrincipals(file: string, value: unknown): PrincipalFile {
  const parsed = PrincipalFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TidegateError({
    code: 'SPEC_VALUE_INVALID',
    message: `${file} is no file of principals`,
    path: issue?.path.join('.') ?? '',
    expected: issue?.message ?? 'principals',
  });
}
