import { z } from 'zod';
import { TidegateError, valueOrThrow } from '#contracts/problem.ts';
import { SecretRefs } from '#contracts/secret-ref.ts';
import type { Environment } from '#contracts/variables.ts';
import { readDocument } from '#spec/named-files.ts';
import { secretAt } from '#stores/webhook-secret.ts';

/** Names that are allowed, or `*` for all. */
const Names = z.union([z.literal('*'), z.array(z.string().min(1).max(200)).min(1)]);
type Names = z.infer<typeof Names>;

const Sender = z
  .strictObject({
    /** Of which pipelines it may know and to which it may announce. */
    pipelines: Names,
    /** The sources that it may announce for. */
    sources: Names,
    /** The SHA-256 of a bearer token, as `tidegate gateway token` prints it: the token itself stands in no file. */
    token: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits') }).optional(),
    /** A Standard Webhooks secret; several while they are changed. */
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

/** An upstream system that the access file names, and what it may do: nothing that is not named. */
export interface Principal {
  readonly name: string;
  readonly pipelines: Names;
  readonly sources: Names;
  /** Of its bearer token. */
  readonly tokenSha256?: Buffer;
  /** Of its signatures. */
  readonly secrets: readonly Buffer[];
}

/** Whether a name is among those that are allowed. */
export const allows = (names: Names, name: string): boolean => names === '*' || names.includes(name);

/** Reads the file that `TIDEGATE_GATEWAY_ACCESS` names, with the secrets that it refers to. */
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
  // What was found is not repeated: it may be the secret.
  throw new TidegateError({
    code: 'USAGE',
    message: `\`${ref}\` holds no webhook secret`,
    path: `principals.${principal}.webhook.secretRef`,
    observed: secret,
    expected: 'whsec_ and the base64 of 24 to 64 bytes',
    remedy: 'Set it before the gateway is started.',
  });
}
