import { z } from 'zod';
import { deskVariable, type Wanted } from './desk.ts';
import type { SharedBucket, SharedTemporal } from './servers.ts';

const Temporal = z.strictObject({ address: z.string(), namespace: z.string() });
const Bucket = z.strictObject({
  environment: z.record(z.string(), z.string()),
  name: z.string(),
  folder: z.string(),
});

async function ask<T>(wanted: Wanted, Answer: z.ZodType<T>): Promise<T> {
  const response = await fetch(`${process.env[deskVariable]}/${wanted}`, { method: 'POST' });
  if (!response.ok) throw new Error(`the shared ${wanted} did not come up: ${await response.text()}`);
  return Answer.parse(await response.json());
}

/** A namespace on the Temporal server that the files of this run share, with our search attributes. */
export const sharedTemporal = (): Promise<SharedTemporal> => ask('temporal', Temporal);
/** The URL of an empty database on the PostgreSQL server that the files of this run share. */
export const sharedDatabase = (): Promise<string> => ask('database', z.string());
/** An empty bucket on the S3 server that the files of this run share. */
export const sharedBucket = (): Promise<SharedBucket> => ask('bucket', Bucket);
/** The build id of the workflows as they are; their bundle is made once a run, and then lies in the cache. */
export const sharedBundle = (): Promise<string> => ask('bundle', z.string());
