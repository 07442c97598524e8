import { TidegateError } from '#contracts/problem.ts';
import { serveGateway } from './serve.ts';

// The gateway as a process of its own; what keeps it from starting is a line of JSON on standard error.
try {
  await serveGateway();
} catch (error) {
  if (!(error instanceof TidegateError)) throw error;
  process.stderr.write(`${JSON.stringify(error.problem)}\n`);
  process.exitCode = error.problem.code === 'USAGE' ? 2 : 4;
}
