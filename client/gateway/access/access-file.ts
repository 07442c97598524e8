import { z } from 'zod';
import { TidegateError, valueOrThrow } from '#contracts/problem.ts';
import { SecretRefs } from '#contracts/secret-ref.ts';
import type { Environment } from '#contracts/variables.ts';
import { readDocument } from '#spec/named-files.ts';
import { secretAt } from '#stores/webhook-secret.ts';

/** The allowed names, or `*` for all. */
const Names = z.union([z.literal('*'), z.array(z.string().min(1).max(200)).min(1)]);
type Names = z.infer<typeof Names>;

const Sender = z
  .strictObject({
    /** The pipelines that it may read and announce to. */
    pipelines: Names,
    /** The sources that it may announce for. */
    sources: Names,
    /** The SHA-256 of the bearer token, as `tidegate gateway token` prints it. The token itself is never stored. */
    token: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits') }).optional(),
    /** A Standard Webhooks secret, or several while secrets are being rotated. */
    webhook: z.strictObject({ secretRef: SecretRefs }).optional(),
  })
  .refine(({ token, webhook }) => (token === undefined) !== (webhook === undefined), {
    error: 'either `token` or `webhook`',
  });

const AccessFile = z.strictObject({
  principals: z.record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'expected letters, digits, dots, dashes and underscores'),
    Sender,
  ),
});

/** An upstream system from the access file, with its permissions. What the file does not name is forbidden. */
export interface Principal {
  readonly name: string;
  readonly pipelines: Names;
  readonly sources: Names;
  /** The SHA-256 of its bearer token. */
  readonly tokenSha256?: Buffer;
  /** The secrets that its signatures are made with. */
  readonly secrets: readonly Buffer[];
}

/** Whether a name is allowed. */
export const allows = (names: Names, name: string): boolean => names === '*' || names.includes(name);

/** Reads the access file (`TIDEGATE_GATEWAY_ACCESS`) and the secrets that it refers to. */
export async function readAccess(file: string, environment: Environment): Promise<readonly Principal[]> {
  const { principals } = valueOrThrow(await readDocument(file, AccessFile));
  return Promise.all(
    Object.entries(principals).map(async ([name, { pipelines, sources, token, webhook }]) => ({
      name,
      pipelines,
      sources,
      ...(token && { tokenSha256: Buffer.from(token.sha256, 'hex') }),
      secrets: await Promise.all(
        [webhook?.secretRef ?? []].flat().map((ref) => secretOfPrincipal(ref, name, environment)),
      ),
    })),
  );
}

async function secretOfPrincipal(ref: string, principal: string, environment: Environment): Promise<Buffer> {
  const secret = await secretAt(ref, environment);
  if (typeof secret !== 'string') return secret;
  // The message does not repeat the wrong value, because that may be the secret itself.
  throw new TidegateError({
    code: 'USAGE',
    message: `\`${ref}\` holds no webhook secret`,
    path: `principals.${principal}.webhook.secretRef`,
    observed: secret,
    expected: 'whsec_ and the base64 of 24 to 64 bytes',
    remedy: 'Set it before the gateway is started.',
  });
}
