import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning, ownIdentity, ProcessIdentity } from './process-identity.ts';

// The services of this machine take free ports; this file tells other terminals which.
const LocalEnvironment = z.object({ owner: ProcessIdentity, variables: z.record(z.string(), z.string()) });

const fileOf = (home: string): string => join(home, 'environment.json');

/** The variables of what runs on this home (`TEMPORAL_ADDRESS`, `TIDEGATE_GATEWAY_URL`, …); empty if its process is gone. */
export function localEnvironment(home: string): Record<string, string> {
  try {
    const { owner, variables } = LocalEnvironment.parse(JSON.parse(readFileSync(fileOf(home), 'utf8')));
    return isRunning(owner) ? variables : {};
  } catch {
    return {};
  }
}

/** Tells other terminals what this process runs; returns a function that removes that again. */
export function publishLocalEnvironment(home: string, variables: Readonly<Record<string, string>>): () => void {
  writeFileSync(fileOf(home), JSON.stringify({ owner: ownIdentity(), variables }, null, 2), { mode: 0o600 });
  return () => rmSync(fileOf(home), { force: true });
}
