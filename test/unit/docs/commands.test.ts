import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '#stores/settings.ts';
import { commandLines, faultsOfLine } from './command-lines.ts';
import { documents, faultsIn, parseDocument } from './documents.ts';

const Package = z.object({ scripts: z.record(z.string(), z.string()) });
const scripts = new Set(
  Object.keys(Package.parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))).scripts),
);

describe('command lines in the documents', () => {
  test('exist, with the options that are shown', () => {
    expect(documents().flatMap(commandLines).length).toBeGreaterThan(30);
    expect(faultsIn((document) => commandLines(document).flatMap((line) => faultsOfLine(line, scripts)))).toEqual([]);
  });

  test.each([
    ['npx tidegate aprove promotion/m/v --as ada', 'no command aprove'],
    ['tidegate approve promotion/m/v --as ada --prnt', 'no option --prnt'],
    ['A=1 npx tidegate approve promotion/m/v', 'lacks --as'],
    ['npm run tidegate -- approve --as ada', 'lacks an argument'],
    ['tidegate status one two', 'too many arguments'],
    ['tidegate keys nwe ada', 'no command nwe'],
    ['npm run dmeo', 'no script dmeo'],
  ])('%s would be found out', (line, fault) => {
    const [found, ...others] = commandLines(parseDocument('x.md', `\`\`\`sh\n${line} # why\n\`\`\`\n`));
    expect(others).toEqual([]);
    expect(found && faultsOfLine(found, scripts)).toEqual([expect.stringContaining(`: ${fault}`)]);
  });

  test('what a session answers is no command line', () => {
    const session = '```console\n$ npx tidegate status\ntidegate is not asked here\n```\n';
    expect(commandLines(parseDocument('x.md', session))).toEqual([{ line: 'npx tidegate status', complete: true }]);
  });
});
