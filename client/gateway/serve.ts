import type { Environment } from '#contracts/variables.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { readSettings, temporalConfig } from '#stores/settings.ts';
import { onFirstStopSignal, type StopSignal } from '#stores/stop-signals.ts';
import { followAccess } from './access/followed.ts';
import { gathered } from './access-log.ts';
import { startGateway } from './server.ts';
import { isLoopback, readGatewaySettings } from './settings.ts';

/**
 * Runs the gateway until SIGTERM or SIGINT. Writes a line of JSON to standard output at the start (with the address),
 * for each request, and at the end.
 *
 * Throws `USAGE` for invalid settings, and for a port that is in use.
 */
export async function serveGateway(environment: Environment = process.env): Promise<void> {
  // A failure to write the log (disk full, reader gone) must not end the gateway.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const settings = readSettings(environment);
  const gatewaySettings = readGatewaySettings(environment);
  const { accessFile, host } = gatewaySettings;
  if (!isLoopback(host) && accessFile === undefined) print({ warning: reachable(host) });
  const onError = (error: unknown) => print({ error: error instanceof Error ? error.stack : String(error) });
  const onChange = (principals: readonly string[]) => print({ principals });
  const gateway = await startGateway({
    settings,
    ...(settings.catalogUrl !== undefined && { catalog: openCatalog(settings.catalogUrl) }),
    gateway: gatewaySettings,
    ...(accessFile !== undefined && { access: await followAccess(accessFile, { environment, onChange, onError }) }),
    temporal: temporalConfig(environment),
    logs: {
      access: gathered((lines) => process.stdout.write(lines)),
      error: onError,
    },
  });
  print({ listening: gateway.url });
  const stopping = await new Promise<StopSignal>(onFirstStopSignal);
  print({ stopping });
  await gateway.close();
}

const reachable = (host: string): string =>
  `listening on ${host}: there is no access file, so whoever reaches this port is let in; publish it on the host's loopback only`;

const print = (line: object): void => {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`);
};
