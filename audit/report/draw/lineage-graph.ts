import type { Digest } from '#contracts/digest.ts';
import { ancestors } from '#domain/lineage/ancestors.ts';
import type { ArtifactKind, Lineage } from '#domain/lineage/edges.ts';
import { many, short } from '../format.ts';
import { type Html, html } from '../html.ts';
import { at } from './scale.ts';

/** One box: an artifact, or several of one kind at one distance. */
interface Node {
  readonly key: string;
  readonly kind: ArtifactKind;
  readonly layer: number;
  readonly digests: readonly Digest[];
  readonly name: string;
}

const box = { width: 196, height: 48, gapX: 18, gapY: 44 } as const;
/** Up to this many artifacts of one kind in one layer are drawn one by one; more share a box. */
const shownAlone = 2;

/** Where an artifact came from, layer by layer down to the batches; many of a kind are one box. */
export function lineageGraph(of: Digest, lineage: Lineage): Html {
  const nodes = nodesOf(of, lineage);
  const layers = [...new Set(nodes.map(({ layer }) => layer))].sort((a, b) => a - b);
  const widest = Math.max(...layers.map((layer) => nodes.filter((node) => node.layer === layer).length));
  const width = widest * (box.width + box.gapX) + box.gapX;
  const height = layers.length * (box.height + box.gapY) - box.gapY + 16;
  const places = new Map(
    layers.flatMap((layer, row) => {
      const own = nodes.filter((node) => node.layer === layer);
      const from = (width - own.length * (box.width + box.gapX) + box.gapX) / 2;
      return own.map(
        (node, column) =>
          [node.key, { x: from + column * (box.width + box.gapX), y: 8 + row * (box.height + box.gapY) }] as const,
      );
    }),
  );
  const nodeOf = new Map(nodes.flatMap((node) => node.digests.map((digest) => [digest, node.key] as const)));
  const links = new Set(
    lineage.edges.flatMap(({ from, to }) => {
      const [a, b] = [nodeOf.get(from), nodeOf.get(to)];
      return a !== undefined && b !== undefined && a !== b ? [`${b}\n${a}`] : [];
    }),
  );
  const lines = [...links].map((link) => {
    const [upper, lower] = link.split('\n').map((key) => places.get(key));
    if (!upper || !lower || lower.y <= upper.y) return undefined;
    const [x1, y1, x2, y2] = [upper.x + box.width / 2, upper.y + box.height, lower.x + box.width / 2, lower.y];
    const bend = Math.min(box.gapY, (y2 - y1) / 2);
    return html`<path class="link" d="M${at(x1)} ${at(y1)}C${at(x1)} ${at(y1 + bend)} ${at(x2)} ${at(y2 - bend)} ${at(x2)} ${at(y2)}"/>`;
  });
  const boxes = nodes.map((node) => boxOf(node, places.get(node.key) ?? { x: 0, y: 0 }, node.digests[0] === of));
  return html`<div class="scroll"><svg class="lineage" style="min-width:${Math.min(width, 620)}px;max-width:${width}px" viewBox="0 0 ${width} ${height}" role="img" aria-label="From predictions back to batches">${lines}${boxes}</svg></div>`;
}

function boxOf(
  { kind, digests, name }: Node,
  { x, y }: { readonly x: number; readonly y: number },
  isRoot: boolean,
): Html {
  const alone = digests.length === 1;
  const title = alone
    ? kind
    : many(digests.length, kind, kind === 'batch' ? 'batches' : kind === 'predictions' ? kind : `${kind}s`);
  const [digest = ''] = digests;
  return html`<g class="${isRoot ? 'node root' : alone ? 'node' : 'node stack'}"><title>${digests.slice(0, 40).join('\n')}</title>${!alone && html`<rect x="${at(x + 4)}" y="${at(y + 4)}" width="${box.width}" height="${box.height}" rx="4"/>`}<rect x="${at(x)}" y="${at(y)}" width="${box.width}" height="${box.height}" rx="4"/><text class="node-kind" x="${at(x + 10)}" y="${at(y + 19)}">${title}</text>${alone && html`<text class="node-hash" x="${at(x + box.width - 8)}" y="${at(y + 19)}" text-anchor="end">${short(digest).slice(0, 8)}</text>`}<text class="node-name" x="${at(x + 10)}" y="${at(y + 37)}">${clipped(name)}</text></g>`;
}

const clipped = (text: string): string => (text.length > 31 ? `${text.slice(0, 30)}…` : text);

/** A node's layer is its longest way from the root, so that every edge goes down. */
function nodesOf(of: Digest, { edges, artifacts }: Lineage): Node[] {
  const reached = new Set([of, ...ancestors(of, edges).map(({ digest }) => digest)]);
  const layers = new Map<Digest, number>([[of, 0]]);
  const within = edges.filter(({ from, to }) => reached.has(from) && reached.has(to));
  for (let round = 0, moved = true; moved && round < 64; round += 1) {
    moved = false;
    for (const { from, to } of within) {
      const layer = (layers.get(to) ?? 0) + 1;
      if (layer > (layers.get(from) ?? 0) && layers.has(to)) {
        layers.set(from, layer);
        moved = true;
      }
    }
  }
  const groups = new Map<string, Digest[]>();
  for (const digest of reached) {
    const key = `${layers.get(digest) ?? 0} ${artifacts.get(digest)?.kind ?? 'artifact'}`;
    groups.set(key, [...(groups.get(key) ?? []), digest]);
  }
  return [...groups].flatMap(([key, digests]) => {
    const [layer = '0', ...kind] = key.split(' ');
    const common = { kind: kind.join(' ') as ArtifactKind, layer: Number(layer) };
    if (digests.length > shownAlone)
      return [{ ...common, key, digests, name: spanOf(digests.map((digest) => artifacts.get(digest)?.name ?? '')) }];
    return digests.map((digest) => ({
      ...common,
      key: digest,
      digests: [digest],
      name: artifacts.get(digest)?.name ?? short(digest),
    }));
  });
}

/** What many names have in common, by the first and the last of them. */
function spanOf(names: readonly string[]): string {
  const sorted = names.filter((name) => name !== '').sort();
  const sources = [...new Set(sorted.map((name) => name.split(' ')[0] ?? ''))];
  return sources.join(', ');
}
