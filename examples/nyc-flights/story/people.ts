import { join } from 'node:path';
import { programs } from '#local/dev/environment.ts';
import { type Ended, runScript } from './processes.ts';

/** The people of the story. Lin applies specs and asks for trainings; Ada and Bob approve. */
export const roles = { lin: 'ml-lead', ada: 'ml-lead', bob: 'risk' } as const;
export type Person = keyof typeof roles;

/** Each person has a folder of their own, with a key that no worker is ever given. */
export interface People {
  /** A `tidegate` command, as that person, in a process of its own. */
  as(person: Person, ...args: string[]): Promise<Ended>;
  /** Makes everybody's key, and adds the public parts to a file of principals. */
  makeKeys(principals: string): Promise<void>;
}

export function peopleOf(home: string, environment: Readonly<Record<string, string>>): People {
  const as = (person: Person, ...args: string[]) =>
    runScript(programs.tidegate, args, {
      env: { ...process.env, ...environment, TIDEGATE_HOME: join(home, 'people', person) },
    });
  return {
    as,
    async makeKeys(principals) {
      for (const person of Object.keys(roles) as Person[]) {
        const { code, errors } = await as(person, 'keys', 'new', person, '--role', roles[person], '--into', principals);
        if (code !== 0) throw new Error(`no key for ${person}: ${errors}`);
      }
    },
  };
}
