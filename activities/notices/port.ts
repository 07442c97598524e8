import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { NoticeOrder } from '#contracts/notice.ts';
import type { ReceiptOrder } from '#contracts/receipt.ts';
import type { RerequestEvent } from '#contracts/rerequest.ts';

/** A decision, the workflow id of the run that made it, and where it is posted. */
export interface Notice {
  readonly to: NoticeOrder['webhook'];
  readonly secretRef?: NoticeOrder['secretRef'];
  readonly source: string;
  readonly decision: Decision;
}

export interface NoticeActivities {
  /** Posts a decision as a CloudEvent; after a refusal it is tried again, a bounded number of times. */
  sendNotice(notice: Notice): Promise<void>;
}

/** A decision to ask a source for rows again, and where the request is posted. */
export interface Rerequesting extends Pick<ReceiptOrder, 'to' | 'secretRef'> {
  /** Workflow id of the pane's gate. */
  readonly workflowId: string;
  readonly decision: Pick<Decision, 'hash' | 'at'>;
  readonly request: Omit<RerequestEvent['data'], 'arrivals' | 'arrivalCount'>;
  /** The pane's account, which lists the arrivals. */
  readonly account: Digest;
}

export interface RerequestActivities {
  /** Posts the request as a CloudEvent; after a refusal that may pass, the attempt fails and is retried. */
  sendRerequest(rerequesting: Rerequesting): Promise<void>;
}
