import { dirname, join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Digest } from '#contracts/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { projectRoot } from '#stores/settings.ts';
import { openBundleCache } from './bundle-cache.ts';
import { quietLogger } from './logger.ts';

/** A workflow bundle in the artifact store: its digest is its build id. */
export interface Bundle {
  readonly digest: Digest;
  readonly buildId: string;
  /** A readable local file with the code. */
  readonly path: string;
}

const buildIdOf = (digest: Digest): string => digest.slice('sha256:'.length);
const referenceOf = (buildId: string): string => `bundles/${buildId}`;

/** What to bundle. */
export interface BundleOptions {
  /** The `index.ts` of the workflows; Tidegate's own by default. */
  readonly workflowsPath?: string | undefined;
  /** A folder in which bundles are found again. */
  readonly cache?: string;
}

/** Bundles the workflow code and stores it; the same code gives the same digest. */
export async function buildBundle(
  artifacts: ArtifactStore,
  { workflowsPath = join(projectRoot, 'workflows', 'bundle', 'index.ts'), cache }: BundleOptions = {},
): Promise<Bundle> {
  const kept = cache === undefined ? undefined : await openBundleCache(cache, rootOf(workflowsPath));
  const found = await kept?.find();
  const code = found ?? (await bundled(workflowsPath));
  if (found === undefined) await kept?.keep(code);
  const { digest } = await artifacts.put(Buffer.from(code));
  const buildId = buildIdOf(digest);
  await artifacts.setRef(referenceOf(buildId), digest);
  return { digest, buildId, path: await artifacts.path(digest) };
}

/** The folder that holds `workflows/bundle/index.ts`, and what it imports. */
const rootOf = (workflowsPath: string): string => dirname(dirname(dirname(workflowsPath)));

async function bundled(workflowsPath: string): Promise<string> {
  const folder = dirname(workflowsPath);
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [join(folder, 'interceptors.ts')],
    payloadConverterPath: join(folder, 'payload-converter.ts'),
    logger: quietLogger,
  });
  return withoutPaths(code, rootOf(workflowsPath));
}

/** A bundle that an earlier worker stored; undefined if the store does not have it, and for a run that no worker ever took, whose build id is empty. */
export async function findBundle(artifacts: ArtifactStore, buildId: string): Promise<Bundle | undefined> {
  const digest = buildId === '' ? undefined : await artifacts.getRef(referenceOf(buildId));
  return digest === undefined ? undefined : { digest, buildId, path: await artifacts.path(digest) };
}

/** Replaces paths of this machine: they must not be kept for ever in an artifact, nor make two checkouts of the same code differ. */
function withoutPaths(bundled: string, folder: string): string {
  const clean = (text: string) => text.replaceAll(folder, '/tidegate').replaceAll(projectRoot, '/tidegate');
  const [code = '', map = ''] = bundled.split(sourceMapComment);
  return `${clean(code)}${sourceMapComment}${Buffer.from(clean(Buffer.from(map, 'base64').toString())).toString('base64')}`;
}

/** The comment with which the bundler ends a bundle; Temporal's worker requires it. */
const sourceMapComment = '//# sourceMappingURL=data:application/json;charset=utf-8;base64,';
