import type { RunnerTestFile, RunnerTestSuite } from 'vitest';

type Suite = Readonly<RunnerTestSuite | RunnerTestFile>;

let current: Suite | undefined;
const tellers = new Set<() => Promise<string>>();

/** The sites of another file, which this process had before, have nothing to tell of this one. */
export const forgetSites = (): void => tellers.clear();

/** The file whose tests begin now. */
export const fileBegins = (file: Suite): void => {
  current = file;
};

/** Whether anything of the file whose tests run has failed so far, a hook included. */
export const fileFailed = (): boolean => current !== undefined && failed(current);

const failed = (suite: Suite): boolean =>
  suite.result?.state === 'fail' ||
  suite.tasks.some((task) => task.result?.state === 'fail' || (task.type === 'suite' && failed(task)));

/** Has something told when a test of the file fails: what its site knows of it. */
export const onFailure = (tell: () => Promise<string>): void => void tellers.add(tell);

/** What the sites of the file know now; a site that does not answer is no reason to hide what the others know. */
export async function whatSitesTell(): Promise<string> {
  const told = await Promise.all([...tellers].map((tell) => tell().catch((error: unknown) => `no word: ${error}`)));
  return told.join('\n');
}
