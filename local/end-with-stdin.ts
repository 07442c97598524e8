import { isMainThread } from 'node:worker_threads';

/**
 * Preloaded (`node --import`) into Tidegate's own child processes: ends the process when its standard input is closed, which
 * is what happens when the process that holds the other end dies, even by SIGKILL. It asks first, as Ctrl-C would, so that a
 * worker drains; and ends it for good after a while. Threads preload it too, and have an input of their own that ends at once.
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
