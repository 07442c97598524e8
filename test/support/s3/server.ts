import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#local/ports.ts';
import { whenReady } from '#local/readiness.ts';
import { startService } from '#local/service.ts';
import { findVersitygw } from './versitygw.ts';

/** A real S3 server, with data of its own which go with it. */
export interface TestS3 {
  /** For every process that is to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Makes an empty bucket, and answers its name and the folder that holds its objects. */
  emptyBucket(): Promise<{ readonly name: string; readonly folder: string }>;
  /** Ends the server at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestS3(): Promise<TestS3> {
  const command = await findVersitygw();
  const home = await mkdtemp(join(tmpdir(), 'tidegate-s3-'));
  const [data, sidecar] = [join(home, 'data'), join(home, 'sidecar')];
  for (const folder of [data, sidecar]) await mkdir(folder);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const keys = { access: 'tidegate', secret: randomBytes(16).toString('hex') };

  async function start() {
    const server = await startService({
      name: 'versitygw',
      home,
      command,
      // Beside the objects, not in attributes of their files: those not every file system has.
      args: ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', '--sidecar', sidecar, data],
      env: { ...process.env, ROOT_ACCESS_KEY: keys.access, ROOT_SECRET_KEY: keys.secret },
      parentDeath: 'signal',
    });
    const answers = () =>
      fetch(url).then(
        () => true,
        () => false,
      );
    await whenReady(server, answers, { withinMs: 20_000, code: 'MACHINE_INCOMPLETE' });
    return server;
  }

  let server = await start();
  let buckets = 0;
  return {
    environment: {
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: keys.access,
      AWS_SECRET_ACCESS_KEY: keys.secret,
    },
    async emptyBucket() {
      const name = `test-${buckets++}`;
      const folder = join(data, name);
      await mkdir(folder);
      return { name, folder };
    },
    kill: () => server.kill(),
    async restart() {
      server = await start();
    },
    async stop() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
