import { newToken } from '../../gateway/access/token.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { nameOf } from '../principal-name.ts';
import { commandEnvironment } from '../session.ts';

export const gateway: AddCommand = (program) => {
  const serving = describe({
    name: 'gateway',
    summary: 'Serve the HTTP door for upstream systems',
    examples: [
      ['gateway', 'listens on 127.0.0.1:7433'],
      ['gateway --port 0', 'takes any free port, and says which'],
    ],
  })
    .option('--port <port>', 'the port to listen on (TIDEGATE_GATEWAY_PORT)')
    .option(
      '--host <address>',
      'the address to listen on; only loopback without TIDEGATE_GATEWAY_ACCESS (TIDEGATE_GATEWAY_HOST)',
    )
    .action(
      answering(async ({ port, host }: { port?: string; host?: string }) => {
        // Imported here, because the other commands need no HTTP server and no catalog, and start faster without them.
        const { serveGateway } = await import('../../gateway/serve.ts');
        const environment = commandEnvironment();
        await serveGateway({
          ...environment,
          ...(port !== undefined && { TIDEGATE_GATEWAY_PORT: port }),
          ...(host !== undefined && { TIDEGATE_GATEWAY_HOST: host }),
        });
        return { json: { stopped: true }, text: [] };
      }),
    );
  program.addCommand(serving.addCommand(token()));
};

const token = () =>
  describe({
    name: 'token',
    summary: 'Make a bearer token for an upstream system, and what the access file holds of it; shown once',
    examples: [['gateway token --name shop-export', 'prints the token, and the lines for TIDEGATE_GATEWAY_ACCESS']],
  })
    .requiredOption('--name <name>', 'what the access file calls the system: letters, digits, dots, dashes')
    .action(
      answering(async ({ name }: { name: string }) => {
        const principal = nameOf(name, '--name');
        const { token, sha256 } = newToken();
        return {
          json: { name: principal, token, sha256 },
          text: [
            `Token, shown this once: ${token}`,
            'For the access file, below `principals`:',
            `  ${principal}:`,
            '    pipelines: [NAME]',
            '    sources: [NAME]',
            `    token: { sha256: ${sha256} }`,
          ],
        };
      }),
    );
