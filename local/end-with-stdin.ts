import { isMainThread } from 'node:worker_threads';

/**
 * Preloaded (`node --import`) into Tidegate's own child processes: ends the process when its standard input is closed, which
 * is what happens when the parent process dies, even by SIGKILL. It first sends itself SIGTERM, so that a
 * worker drains, and after a while SIGKILL. It does nothing in threads, whose own standard input ends at once.
 */
const graceMs = 8000;

if (isMainThread) {
  process.stdin.once('close', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.stdin.once('error', () => process.stdin.destroy());
  process.stdin.once('end', () => process.stdin.destroy());
  process.stdin.resume();
  if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref();
}
