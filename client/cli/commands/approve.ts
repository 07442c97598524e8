import type { ApprovalEnvelope } from '#contracts/approval.ts';
import { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readKey } from '../../keys/key-file.ts';
import { sign } from '../../keys/sign.ts';
import { sendApproval } from '../../temporal/approvals.ts';
import { type NamedPromotion, promotionName, promotionView } from '../../temporal/promotion.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { unusable } from '../option-values.ts';
import { nameOf } from '../principal-name.ts';
import { type Session, withSession } from '../session.ts';

interface Options {
  readonly as: string;
  readonly reason?: string;
  readonly evidence?: string;
  readonly print?: boolean;
}

type Verdict = ApprovalEnvelope['statement']['verdict'];

const command =
  (verdict: Verdict, summary: string): AddCommand =>
  (program) => {
    program.addCommand(
      describe({
        name: verdict,
        summary,
        examples: [
          [`${verdict} promotion/lateness/0123456789ab --as ada`, 'signs and sends it'],
          [
            `${verdict} lateness/0123456789ab --as ada --print`,
            "prints the envelope, for Temporal's UI or the gateway",
          ],
        ],
      })
        .argument('<promotion>', 'promotion/MODEL/VERSION')
        .requiredOption('--as <name>', 'whose key signs: one of `tidegate keys new`')
        .option('--reason <text>', 'kept as an artifact; the decision names its digest')
        .option(
          '--evidence <digest>',
          'the evidence that was seen; the one that the promotion shows now where it is left out',
        )
        .option('--print', 'print the signed envelope and send nothing')
        .action(
          answering((promotion: string, options: Options) =>
            withSession((session) => decide(session, verdict, promotionName(promotion), options)),
          ),
        ),
    );
  };

export const approve = command('approve', 'Approve a candidate for rollout');
export const reject = command('reject', 'Reject a candidate, which ends its promotion');

async function decide(
  session: Session,
  verdict: Verdict,
  promotion: NamedPromotion,
  options: Options,
): Promise<Answer> {
  const envelope = await envelopeOf(session, verdict, promotion, options);
  if (options.print) return { json: envelope, text: [JSON.stringify(envelope)] };
  const { outcome, code } = await sendApproval(session.client, promotion.id, envelope);
  const { principal, evidence } = envelope.statement;
  return {
    json: { promotion: promotion.id, principal, verdict, evidence, outcome, code },
    text: [`${promotion.id}: ${verdict} by ${principal} ${outcome} (${code}), for the evidence ${evidence}.`],
    exit: outcome === 'refused' ? exitCodes.no : exitCodes.ok,
  };
}

async function envelopeOf(
  { client, settings }: Session,
  verdict: Verdict,
  promotion: NamedPromotion,
  options: Options,
): Promise<ApprovalEnvelope> {
  const signer = await readKey(settings.home, nameOf(options.as));
  const evidence =
    options.evidence === undefined ? await evidenceShown(client, promotion) : evidenceGiven(options.evidence);
  const reason =
    options.reason && (await (await openArtifactStore(settings.artifacts)).put(Buffer.from(options.reason))).digest;
  const { name: principal } = signer.principal;
  return sign(
    { promotion: promotion.id, evidence, verdict, principal, at: Date.now(), ...(reason && { reason }) },
    signer,
  );
}

async function evidenceShown(client: Session['client'], promotion: NamedPromotion): Promise<Digest> {
  const { evidence, phase } = await promotionView(client, promotion);
  if (evidence !== undefined) return Digest.parse(evidence.digest);
  const message = `${promotion.id} has no evidence yet: it is ${phase}`;
  throw new TidegateError({
    code: 'APPROVAL_NOT_AWAITED',
    message,
    observed: phase,
    remedy: 'Wait until it asks for approval.',
  });
}

function evidenceGiven(text: string): Digest {
  const digest = Digest.safeParse(text);
  if (digest.success) return digest.data;
  throw unusable('--evidence', text, 'sha256: and 64 hexadecimal digits');
}
