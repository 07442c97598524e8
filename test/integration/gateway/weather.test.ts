import { rename, rm, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startGateway } from '#client/gateway/server.ts';
import { findTemporal } from '#local/temporal-binary.ts';
import { startTemporal, type TemporalServer } from '#local/temporal-server.ts';
import { readSettings } from '#stores/settings.ts';
import { eventually } from '#test/support/eventually.ts';
import { arrivalEvent, openGatewaySite, post } from '#test/support/site/gateway.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';

async function opened(temporal?: TemporalServer) {
  const site = await openGatewaySite(temporal && { temporal });
  onTestFinished(() => site.close());
  await site.begin('delays', ['flights']);
  return { site, url: `${site.gateway.url}/v1/pipelines/delays/arrivals` };
}

const ready = async (url: string) => {
  const response = await fetch(`${url}/health/ready`);
  return { status: response.status, body: await response.json() };
};

test('while Temporal is down nothing is acknowledged; when it is back the same event is accepted once', async () => {
  const { path: binary } = await findTemporal({ cache: readSettings().cache });
  const home = await temporaryFolder('temporal');
  onTestFinished(() => discard(home));
  const temporal = await startTemporal({ binary, home });
  const { site, url } = await opened(temporal);
  expect((await post(url, arrivalEvent('before'))).status).toBe(202);
  await temporal.kill();
  const refused = await post(url, arrivalEvent('during'));
  expect(refused).toMatchObject({ status: 503, body: { code: 'TEMPORAL_UNAVAILABLE' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await ready(site.gateway.url)).toMatchObject({
    status: 503,
    body: {
      status: 'unavailable',
      parts: { temporal: { ready: false, code: 'TEMPORAL_UNAVAILABLE' }, artifacts: { ready: true } },
    },
  });
  expect((await fetch(`${site.gateway.url}/health/live`)).status).toBe(200);

  const again = await startTemporal({ binary, home, ports: temporal.ports });
  onTestFinished(() => again.stop());
  await eventually(async () => expect((await post(url, arrivalEvent('during'))).status).toBe(202));
  const ids = (await site.announced('delays')).map(({ id }) => id);
  expect(ids).toEqual(['before', 'during']);
});

test('while the artifact store is down what needs it is refused, and nothing was acknowledged', async () => {
  const { site, url } = await opened();
  await rename(site.artifactFolder, `${site.artifactFolder}-away`);
  await writeFile(site.artifactFolder, 'no folder');
  const refused = await fetch(`${site.gateway.url}/v1/artifacts`, { method: 'PUT', body: 'a,b' });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).not.toBeNull();
  expect(await refused.json()).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(await post(url, arrivalEvent('one'))).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } });
  expect(await ready(site.gateway.url)).toMatchObject({
    status: 503,
    body: { parts: { temporal: { ready: true }, artifacts: { ready: false } } },
  });

  await rm(site.artifactFolder);
  await rename(`${site.artifactFolder}-away`, site.artifactFolder);
  expect((await post(url, arrivalEvent('one'))).status).toBe(202);
  expect(await site.arrived('delays')).toHaveLength(1);
});

test('a gateway that is closed answers what it took before it ends', async () => {
  const { site, url } = await opened();
  await post(url, arrivalEvent('warm'));
  const answers = Array.from({ length: 50 }, (_, i) => post(url, arrivalEvent(`last-${i}`)).catch(() => undefined));
  await Promise.race(answers);
  await site.gateway.close();
  const accepted = (await Promise.all(answers)).filter((answer) => answer?.status === 202).length;
  const arrived = (await site.arrived('delays')).length;
  expect(accepted).toBeGreaterThan(0);
  expect(arrived).toBeGreaterThan(0);
  await expect(fetch(`${site.gateway.url}/health/live`)).rejects.toThrow();
});

test('a taken port is named', async () => {
  const { site } = await opened();
  const port = Number(new URL(site.gateway.url).port);
  const options = {
    settings: { artifacts: site.artifactFolder, fileRoots: [] },
    gateway: { host: '127.0.0.1', port, maxArtifactBytes: 1 },
    temporal: { connectionOptions: { address: site.temporal.address }, namespace: site.temporal.namespace },
    logs: { access: () => undefined, error: () => undefined },
  };
  await expect(startGateway(options)).rejects.toMatchObject({ problem: { code: 'USAGE', observed: String(port) } });
});
