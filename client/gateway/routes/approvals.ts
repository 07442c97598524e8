import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { ApprovalEnvelope } from '#contracts/approval.ts';
import { Code } from '#contracts/codes.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { problemOf } from '#contracts/problem.ts';
import { sendApproval } from '../../temporal/approvals.ts';
import { takes } from '../body-type.ts';
import { refuse } from '../problems.ts';
import { refuseBody } from '../refuse-body.ts';
import { json, named, refusals } from '../responses.ts';
import type { GatewayEnv, GatewayServices } from '../services.ts';

const maxEnvelopeBytes = 16 * 1_024;

const Answer = named('ApprovalAnswer', z.object({ outcome: z.enum(['counted', 'rejected', 'refused']), code: Code }));

const route = createRoute({
  method: 'post',
  path: '/v1/promotions/{model}/{version}/approvals',
  summary: 'Approve or reject a candidate',
  description:
    'The envelope that `tidegate approve --print` writes. Who may approve is decided, and recorded, by the promotion itself.',
  request: {
    params: z.object({ model: z.string(), version: z.string() }),
    body: { required: true, content: { 'application/json': { schema: ApprovalEnvelope } } },
  },
  responses: {
    200: json(Answer, 'What the promotion decided: a refusal is a decision too.'),
    ...refusals(400, 404, 409, 413, 415, 503),
  },
  middleware: [
    takes('application/json'),
    bodyLimit({
      maxSize: maxEnvelopeBytes,
      onError: (c) =>
        refuse(
          c,
          { ...problemOf('BODY_TOO_LARGE'), expected: `at most ${maxEnvelopeBytes} bytes` },
          { limit: maxEnvelopeBytes },
        ),
    }),
  ],
});

export function approvals(app: OpenAPIHono<GatewayEnv>, { client }: GatewayServices): void {
  app.openapi(
    route,
    async (c) => {
      const { model, version } = c.req.valid('param');
      return c.json(await sendApproval(client, workflowId.promotion(model, version), c.req.valid('json')), 200);
    },
    refuseBody('MESSAGE_REFUSED', ApprovalEnvelope),
  );
}
