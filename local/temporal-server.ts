import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { TidegateError } from '#contracts/problem.ts';
import { freePorts } from './ports.ts';
import { whenReady } from './readiness.ts';
import { endLeftovers } from './run-records.ts';
import { type Service, startService } from './service.ts';

/** Milliseconds for which the server keeps closed runs: 90 days. */
export const retentionMs = 90 * 86_400_000;

const namespace = 'default';

const patience = { withinMs: 30_000, code: 'TEMPORAL_UNAVAILABLE' } as const;

/** What to start a Temporal server from. */
export interface TemporalServerOptions {
  /** Path of the Temporal command line. */
  readonly binary: string;
  /** The state home: the database is `temporal/temporal.db` in it, the log `logs/temporal.log`. */
  readonly home: string;
  /** Whether to serve the Web UI as well. */
  readonly ui?: boolean;
  /** The ports to use: those of a server that was there before, so that its clients find it again. Free ones when left out. */
  readonly ports?: TemporalPorts;
}

/** The ports of a server on the loopback interface. */
export interface TemporalPorts {
  readonly frontend: number;
  readonly ui: number;
}

/** A Temporal server that runs on this machine. */
export interface TemporalServer {
  readonly name: 'temporal';
  /** `host:port` of its gRPC service. */
  readonly address: string;
  readonly namespace: string;
  /** Where its Web UI is; undefined without one. */
  readonly uiUrl: string | undefined;
  readonly ports: TemporalPorts;
  readonly pid: number;
  readonly log: string;
  /** Settles when it ends, for whatever reason. */
  readonly exited: Service['exited'];
  stop(graceMs?: number): Promise<void>;
  /** Ends it at once by SIGKILL, as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts Temporal's development server on the home's database and waits until it answers.
 *
 * What a killed server had acknowledged is there when it is started again on the same home; give its `ports` as well, and its
 * clients go on without noticing more than a pause.
 *
 * @throws `TEMPORAL_UNAVAILABLE` with the end of its log where it does not come up
 */
export async function startTemporal(options: TemporalServerOptions): Promise<TemporalServer> {
  const { home, ui = false } = options;
  await endLeftovers(home, 'temporal');
  await mkdir(join(home, 'temporal'), { recursive: true });
  for (let tries = 1; ; tries += 1) {
    const ports = options.ports ?? (await portsForBoth());
    const address = `127.0.0.1:${ports.frontend}`;
    const service = await startService({
      name: 'temporal',
      home,
      command: options.binary,
      args: commandLine(home, ui, ports),
      parentDeath: 'signal',
    });
    try {
      // Wait for its own log line first: on a port that is taken, another server would answer.
      await whenReady(service, { line: /^Temporal Server: /m }, patience);
      await whenReady(service, () => answers(address), patience);
    } catch (error) {
      await service.kill();
      // Somebody else took a port between our look and the server's start.
      if (options.ports === undefined && tries < 3 && service.tail(20).includes('address already in use')) continue;
      throw error;
    }
    await keepLong(address);
    const { pid, log, exited, stop, kill } = service;
    const uiUrl = ui ? `http://127.0.0.1:${ports.ui}` : undefined;
    return {
      name: 'temporal',
      address,
      namespace,
      uiUrl,
      ports,
      pid,
      log,
      exited,
      stop,
      kill,
    };
  }
}

async function portsForBoth(): Promise<TemporalPorts> {
  const [frontend = 0, ui = 0] = await freePorts(2);
  return { frontend, ui };
}

function commandLine(home: string, ui: boolean, ports: TemporalPorts): string[] {
  const uiFlags = ui
    ? ['--ui-ip', '127.0.0.1', '--ui-port', String(ports.ui), '--ui-disable-news-fetch']
    : ['--headless'];
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.frontend), ...uiFlags],
    // As fast as in memory, and what was acknowledged survives SIGKILL of the server (not a power cut).
    ...['--db-filename', join(home, 'temporal', 'temporal.db')],
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    // Its one shard looks for new tasks 20 times a second by default, so that each step of a workflow may wait 50 ms.
    ...['transfer', 'timer', 'visibility'].flatMap((queue) => [
      '--dynamic-config-value',
      `history.${queue}ProcessorMaxPollRPS=1000`,
    ]),
    ...['--log-format', 'json', '--log-level', 'warn'],
  ];
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({
      address,
      connectTimeout: 1000,
    });
    try {
      await connection.withDeadline(Date.now() + 1000, () =>
        connection.workflowService.describeNamespace({ namespace }),
      );
    } finally {
      await connection.close();
    }
    return true;
  } catch {
    return false;
  }
}

/** Closed runs are kept for a day by default; the server deletes older ones within seconds of its start. */
async function keepLong(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: msToTs(retentionMs) },
    });
  } catch (cause) {
    throw new TidegateError(
      {
        code: 'TEMPORAL_UNAVAILABLE',
        message: 'the retention of the namespace could not be set',
        observed: String(cause),
      },
      { cause },
    );
  } finally {
    await connection.close();
  }
}
