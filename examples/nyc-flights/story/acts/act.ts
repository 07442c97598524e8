import type { World } from '../world.ts';

/** One point of the story: plays it and checks that it came true. */
export interface Act {
  readonly title: string;
  play(world: World): Promise<void>;
}
