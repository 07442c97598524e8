import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Contract } from '#contracts/contract.ts';
import { projectRoot } from '#stores/settings.ts';

/** A contract of the example. */
export const parseContract = async (source: string): Promise<Contract> =>
  Contract.parse(parse(await readFile(join(projectRoot, 'examples/nyc-flights/contracts', `${source}.yaml`), 'utf8')));
