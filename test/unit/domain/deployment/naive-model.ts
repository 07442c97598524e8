import type { Candidate } from '#contracts/training.ts';
import type { Event } from '#domain/deployment/effects.ts';

/**
 * A second model of a deployment, written from its rules and for nothing but plainness: it notes what happens, and works
 * out every answer from the notes.
 */
export class NaiveDeployment {
  /** Promotions that asked and are not done, the oldest first: the first of them holds the slot. */
  private asked: { readonly promotion: string; readonly candidate: Candidate }[] = [];
  /** What the first of them was granted; what was live then. */
  private grant: { readonly epoch: number; readonly live: Candidate | null; began: boolean } | undefined;
  /** Models that went live for good, and were not taken back. */
  private former: Candidate[] = [];
  private live: Candidate | null = null;
  private beside: Candidate | null = null;
  private epoch = 0;

  take(event: Event): void {
    switch (event.kind) {
      case 'request':
        if (!this.asked.some(({ promotion }) => promotion === event.request.promotion)) this.asked.push(event.request);
        break;
      case 'release':
        if (this.grant?.epoch === event.epoch) this.done();
        break;
      case 'stage':
        if (this.grant?.epoch === event.change.epoch) this.enter(event.change.to);
        break;
      case 'corrected':
        if (this.live && event.models.includes(this.live.onnx)) this.rollBack();
        break;
      case 'rollback':
        this.rollBack();
        break;
      case 'retire':
        break;
    }
    if (!this.grant && this.asked.length > 0) this.grant = { epoch: ++this.epoch, live: this.live, began: false };
  }

  private done(): void {
    this.asked.shift();
    this.grant = undefined;
  }

  private enter(to: string): void {
    const [holder] = this.asked;
    if (!holder || !this.grant) return;
    const before = this.grant.live;
    const serves = to === 'production' || to === 'promoted';
    this.live = serves ? holder.candidate : before;
    this.beside = to === 'restored' || to === 'promoted' ? null : serves ? before : holder.candidate;
    if (to === 'promoted' && before) this.former.push(before);
    if (to !== 'promoted' && to !== 'restored') this.grant.began = true;
  }

  private rollBack(): void {
    if (this.grant?.began) this.live = this.grant.live;
    else if (this.former.length > 0) this.live = this.former.pop() ?? null;
    else return;
    this.beside = null;
    this.epoch += 1;
    if (this.grant) this.done();
  }

  standing() {
    const [first, ...rest] = this.asked;
    return {
      epoch: this.epoch,
      live: this.live?.version,
      beside: this.beside?.version,
      holder: this.grant && first?.promotion,
      waiting: rest.map(({ promotion }) => promotion),
      former: this.former.map(({ version }) => version).slice(-10),
    };
  }
}
