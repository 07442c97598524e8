import type { AddCommand } from './command.ts';
import { announce } from './commands/announce.ts';
import { apply } from './commands/apply.ts';
import { approve, reject } from './commands/approve.ts';
import { backfill } from './commands/backfill.ts';
import { catalog } from './commands/catalog.ts';
import { check } from './commands/check.ts';
import { demo } from './commands/demo.ts';
import { dev } from './commands/dev.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { gateway } from './commands/gateway.ts';
import { init } from './commands/init.ts';
import { keys } from './commands/keys.ts';
import { ledger } from './commands/ledger.ts';
import { pipelines } from './commands/pipelines.ts';
import { replay } from './commands/replay.ts';
import { report } from './commands/report.ts';
import { rollback } from './commands/rollback.ts';
import { status } from './commands/status.ts';
import { stream } from './commands/stream.ts';
import { train } from './commands/train.ts';
import { validate } from './commands/validate.ts';
import { watch } from './commands/watch.ts';
import { windows } from './commands/windows.ts';
import { worker } from './commands/worker.ts';

/** All commands, in the order of `tidegate --help`; each is a file under `commands/`. */
export const commands: readonly AddCommand[] = [
  init,
  validate,
  windows,
  check,
  apply,
  announce,
  watch,
  backfill,
  pipelines,
  status,
  train,
  keys,
  approve,
  reject,
  rollback,
  explain,
  ledger,
  replay,
  catalog,
  stream,
  report,
  doctor,
  dev,
  demo,
  worker,
  gateway,
];
