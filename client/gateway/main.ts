import { TidegateError } from '#contracts/problem.ts';
import { serveGateway } from './serve.ts';

// Runs the gateway as its own process. If it cannot start, it writes a line of JSON to standard error.
try {
  await serveGateway();
} catch (error) {
  if (!(error instanceof TidegateError)) throw error;
  process.stderr.write(`${JSON.stringify(error.problem)}\n`);
  process.exitCode = error.problem.code === 'USAGE' ? 2 : 4;
}
