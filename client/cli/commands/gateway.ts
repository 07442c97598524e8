import { type AddCommand, describe } from '../command.ts';
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
      .action(async (options: { port?: string; host?: string }) => {
        Object.assign(process.env, commandEnvironment());
        if (options.port !== undefined) process.env.TIDEGATE_GATEWAY_PORT = options.port;
        if (options.host !== undefined) process.env.TIDEGATE_GATEWAY_HOST = options.host;
        await import('../../gateway/main.ts');
      }),
  );
};
