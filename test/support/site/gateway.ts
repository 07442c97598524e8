import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { announcementsIn } from '#activities/arrivals/unpack.ts';
import { type Gateway, startGateway } from '#client/gateway/server.ts';
import { Announcement, ArriveMessage } from '#contracts/arrival.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { onFailure } from '../failure.ts';
import { sharedTemporal } from '../shared/ask.ts';
import type { SharedTemporal } from '../shared/servers.ts';
import { discard, temporaryFolder } from '../temporary-folder.ts';
import { namespaceAsTold } from './told.ts';

/** A gateway before a real Temporal server and a real artifact folder, without any worker. */
export interface GatewaySite {
  readonly home: string;
  readonly temporal: SharedTemporal;
  readonly client: Client;
  readonly artifacts: ArtifactStore;
  readonly artifactFolder: string;
  readonly gateway: Gateway;
  /** For a command that is to work with it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The access log's lines so far. */
  readonly log: Record<string, unknown>[];
  /** Lets a pipeline and its stream run, with the given sources, as `apply` would. */
  begin(
    pipeline: string,
    sources: readonly string[] | Readonly<Record<string, object>>,
    contracts?: object,
  ): Promise<void>;
  /** Leaves a pipeline's run with what doors read of one that was renamed or removed. */
  lead(pipeline: string, memo: { readonly movedTo: string } | { readonly removed: true }): Promise<void>;
  /** The payloads of the `arrive` signals that a stream's history holds. */
  arrived(pipeline: string): Promise<ArriveMessage[]>;
  /** Everything that they announce, in its order, packed and behind claim checks too. */
  announced(pipeline: string): Promise<Announcement[]>;
  close(): Promise<void>;
}

export interface GatewaySiteOptions {
  readonly maxArtifactBytes?: number;
  /** A server of the test's own, which it ends itself; a namespace of the shared one where this is left out. */
  readonly temporal?: SharedTemporal;
}

export async function openGatewaySite(options: GatewaySiteOptions = {}): Promise<GatewaySite> {
  const { maxArtifactBytes = 1_000_000, temporal = await sharedTemporal() } = options;
  const home = await temporaryFolder('gateway');
  const { address, namespace } = temporal;
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  onFailure(async () => `${await namespaceAsTold(client)}\n`);
  const artifactFolder = join(home, 'artifacts');
  const artifacts = await openArtifactStore(artifactFolder);
  const log: Record<string, unknown>[] = [];
  const gateway = await startGateway({
    settings: { artifacts: artifactFolder, fileRoots: ['/data/in'] },
    gateway: { host: '127.0.0.1', port: 0, maxArtifactBytes },
    temporal: { connectionOptions: { address }, namespace },
    logs: { access: (line) => log.push(JSON.parse(line)), error: (error) => console.error(error) },
  });
  async function arrived(pipeline: string): Promise<ArriveMessage[]> {
    const { events } = await client.workflow.getHandle(`stream/${pipeline}/all`).fetchHistory();
    return (events ?? [])
      .map((event) => event.workflowExecutionSignaledEventAttributes)
      .filter((signal) => signal?.signalName === 'arrive')
      .map((signal) => JSON.parse(Buffer.from(signal?.input?.payloads?.[0]?.data ?? []).toString()))
      .map((payload) => ArriveMessage.parse(payload));
  }
  return {
    home,
    temporal,
    client,
    artifacts,
    artifactFolder,
    gateway,
    environment: {
      TIDEGATE_HOME: home,
      TIDEGATE_ARTIFACTS: artifactFolder,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      TIDEGATE_GATEWAY_URL: gateway.url,
    },
    log,
    async begin(pipeline, sources, contracts = {}) {
      const { digest: spec } = await artifacts.putJson({
        spec: { sources: isNames(sources) ? Object.fromEntries(sources.map((name) => [name, {}])) : sources },
        contracts,
      });
      await client.workflow.start('pipeline', {
        workflowId: `pipeline/${pipeline}`,
        taskQueue: 'nobody',
        memo: { spec },
      });
      await client.workflow.start('stream', { workflowId: `stream/${pipeline}/all`, taskQueue: 'nobody' });
      await artifacts.setRef(`streams/${pipeline}/all`, spec);
    },
    async lead(pipeline, memo) {
      const { digest: spec } = await artifacts.putJson({ spec: { sources: {} }, contracts: {} });
      const workflowId = `pipeline/${pipeline}`;
      await client.workflow.start('pipeline', { workflowId, taskQueue: 'nobody', memo: { spec, ...memo } });
    },
    arrived,
    async announced(pipeline) {
      const messages = await Promise.all((await arrived(pipeline)).map((one) => announcementsIn(one, artifacts)));
      return messages.flat().flatMap((message) => {
        if ('refused' in message) throw new Error(`a message was ${message.refused.code}`);
        return message.announcements.map((one) => Announcement.parse(one));
      });
    },
    async close() {
      await gateway.close();
      await client.connection.close();
      await discard(home);
    },
  };
}

const isNames = (sources: readonly string[] | Readonly<Record<string, object>>): sources is readonly string[] =>
  Array.isArray(sources);

const digest = `sha256:${'a'.repeat(64)}`;

/** An event that announces a batch. */
export const arrivalEvent = (id: string, change: object = {}, data: object = {}) => ({
  specversion: '1.0',
  id,
  source: 'flights',
  type: 'dev.tidegate.arrival.v1',
  data: {
    uri: `artifact:${digest}`,
    digest,
    rows: 10,
    bytes: 100,
    format: 'parquet',
    minTime: '2013-05-01T00:00:00Z',
    maxTime: '2013-05-01T23:00:00Z',
    producedBy: { name: 'test' },
    ...data,
  },
  ...change,
});

/** Posts a JSON body, and answers with the status, the headers and the parsed body. */
export async function post(url: string, body: unknown, contentType = 'application/cloudevents+json') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body: text });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}
