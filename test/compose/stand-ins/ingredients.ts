import type { GoTools } from '../go-program.ts';

/** What stand-ins are made with. */
export interface Ingredients extends GoTools {
  /** Tidegate's cache of programs, which `tidegate dev` uses too. */
  readonly programs: string;
}

/** Fills the context of a stand-in's Dockerfile; answers what the image is made of, in one line. */
export type FillContext = (folder: string, version: string, ingredients: Ingredients) => Promise<string>;
