import { TidegateError } from '#contracts/problem.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { readSettings, temporalConfig } from '#stores/settings.ts';
import { startGateway } from './server.ts';
import { readGatewaySettings } from './settings.ts';

/** The gateway as a process: a line of JSON for each request on standard output, ended by SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const settings = readSettings();
  const gateway = await startGateway({
    settings,
    ...(settings.catalogUrl !== undefined && { catalog: openCatalog(settings.catalogUrl) }),
    gateway: readGatewaySettings(),
    temporal: temporalConfig(),
    logs: {
      access: (line) => process.stdout.write(`${line}\n`),
      error: (error) =>
        print({ at: new Date().toISOString(), error: error instanceof Error ? error.stack : String(error) }),
    },
  });
  print({ at: new Date().toISOString(), listening: gateway.url });
  const stop = Promise.withResolvers<string>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.resolve(signal));
  print({ at: new Date().toISOString(), stopping: await stop.promise });
  await gateway.close();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof TidegateError)) throw error;
  process.stderr.write(`${JSON.stringify(error.problem)}\n`);
  process.exitCode = error.problem.code === 'USAGE' ? 2 : 4;
}
