import type { AddCommand } from './command.ts';

/** Commands by name, in the order of `tidegate --help`. */
const commands: readonly (readonly [names: readonly string[], load: () => Promise<readonly AddCommand[]>])[] = [
  [['init'], async () => [(await import('./commands/init.ts')).init]],
  [['validate'], async () => [(await import('./commands/validate.ts')).validate]],
  [['check'], async () => [(await import('./commands/check/command.ts')).check]],
  [['windows'], async () => [(await import('./commands/windows/command.ts')).windows]],
  [['apply'], async () => [(await import('./commands/apply.ts')).apply]],
  [['announce'], async () => [(await import('./commands/announce.ts')).announce]],
  [['watch'], async () => [(await import('./commands/watch.ts')).watch]],
  [['backfill'], async () => [(await import('./commands/backfill.ts')).backfill]],
  [['pipelines'], async () => [(await import('./commands/pipelines.ts')).pipelines]],
  [['status'], async () => [(await import('./commands/status/command.ts')).status]],
  [['train'], async () => [(await import('./commands/train.ts')).train]],
  [['keys'], async () => [(await import('./commands/keys.ts')).keys]],
  [
    ['approve', 'reject'],
    async () => {
      const { approve, reject } = await import('./commands/approve.ts');
      return [approve, reject];
    },
  ],
  [['holds'], async () => [(await import('./commands/holds/command.ts')).holds]],
  [['quarantine'], async () => [(await import('./commands/quarantine/command.ts')).quarantine]],
  [['rollback'], async () => [(await import('./commands/rollback.ts')).rollback]],
  [['gates'], async () => [(await import('./commands/gates/command.ts')).gates]],
  [['explain'], async () => [(await import('./commands/explain/command.ts')).explain]],
  [['ledger'], async () => [(await import('./commands/ledger.ts')).ledger]],
  [['replay'], async () => [(await import('./commands/replay.ts')).replay]],
  [['catalog'], async () => [(await import('./commands/catalog.ts')).catalog]],
  [['stream'], async () => [(await import('./commands/stream/command.ts')).stream]],
  [['report'], async () => [(await import('./commands/report.ts')).report]],
  [['doctor'], async () => [(await import('./commands/doctor/command.ts')).doctor]],
  [['dev'], async () => [(await import('./commands/dev.ts')).dev]],
  [['demo'], async () => [(await import('./commands/demo.ts')).demo]],
  [['worker'], async () => [(await import('./commands/worker.ts')).worker]],
  [['gateway'], async () => [(await import('./commands/gateway.ts')).gateway]],
];

/**
 * Loads the commands that a word may name. Importing takes most of a command's time, so only the command that is called
 * is loaded. For an unknown word or none, all are loaded.
 */
export async function commandsFor(word: string | undefined): Promise<readonly AddCommand[]> {
  const called = commands.filter(([names]) => word !== undefined && names.includes(word));
  const wanted = called.length > 0 ? called : commands;
  return (await Promise.all(wanted.map(([, load]) => load()))).flat();
}
