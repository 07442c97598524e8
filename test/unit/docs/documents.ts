import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#stores/settings.ts';

/** A fenced block: what stands behind the fence (`sh`, `json stream signal arrive`), and what is in it. */
export interface Block {
  readonly info: string;
  readonly text: string;
}

/** A Markdown document of the project. */
export interface Document {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** What stands in `code` within the text. */
  readonly code: readonly string[];
  /** The text without fenced blocks and without `code`. */
  readonly prose: string;
  /** The fragments that links to it may name. */
  readonly headings: ReadonlySet<string>;
}

const places = ['*.md', 'docs/**/*.md', 'examples/**/*.md', 'bench/*.md'];

/** All documents that people read. */
export const documents = (): Document[] =>
  places
    .flatMap((place) => globSync(place, { cwd: projectRoot, exclude: ['**/node_modules'] }))
    .map((path) => parseDocument(path, readFileSync(join(projectRoot, path), 'utf8')));

const fence = /^(`{3,}|~{3,})([^\n]*)\n([\s\S]*?)^\1\s*$/gm;

export function parseDocument(path: string, text: string): Document {
  const blocks = [...text.matchAll(fence)].map(([, , info = '', inside = '']) => ({ info: info.trim(), text: inside }));
  const unfenced = text.replaceAll(fence, '');
  const code = [...unfenced.matchAll(/`([^`]+)`/g)].map(([, inside = '']) => inside.replaceAll(/\s+/g, ' '));
  const headings = [...unfenced.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) => slugOf(heading));
  return { path, text, blocks, code, prose: unfenced.replaceAll(/`[^`]+`/g, '``'), headings: new Set(headings) };
}

/** The fragment that GitHub gives a heading. */
const slugOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');

/** The documents with a place in them that is at fault: `docs/use/approve.md: …`. */
export const faultsIn = (faultsOf: (document: Document) => readonly string[]): string[] =>
  documents().flatMap((document) => faultsOf(document).map((fault) => `${document.path}: ${fault}`));
