import { type AddCommand, answering, describe } from '../command.ts';
import { commandEnvironment } from '../session.ts';

export const gateway: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'gateway',
      summary: 'Serve the HTTP door for upstream systems, on this machine only',
      examples: [
        ['gateway', 'listens on 127.0.0.1:7433'],
        ['gateway --port 0', 'takes any free port, and says which'],
      ],
    })
      .option('--port <port>', 'the port to listen on (TIDEGATE_GATEWAY_PORT)')
      .option('--host <address>', 'the loopback address to listen on (TIDEGATE_GATEWAY_HOST)')
      .action(
        answering(async ({ port, host }: { port?: string; host?: string }) => {
          // Only here: the other commands need no HTTP server and no catalog, and start faster without.
          const { serveGateway } = await import('../../gateway/serve.ts');
          const environment = commandEnvironment();
          await serveGateway({
            ...environment,
            ...(port !== undefined && { TIDEGATE_GATEWAY_PORT: port }),
            ...(host !== undefined && { TIDEGATE_GATEWAY_HOST: host }),
          });
          return { json: { stopped: true }, text: [] };
        }),
      ),
  );
};
