import { appendAuditEvent } from '../database/audit.ts';
import type { Transaction } from '../database/database.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Actor } from '../domain/organisation.ts';
import type { FindingStep, FoundMatter, PayeeFinding } from '../domain/payee-finding.ts';
import { seenMatch } from '../screening/seen-match.ts';
import { floorOf } from '../screening/store.ts';
import {
  insertFinding,
  lockFinding,
  pageOfFindings,
  saveFinding,
} from '../screening/store-findings.ts';
import type { RescreenContext } from './context.ts';
import { rescreenPayees, type SearchedPayees, searchPayees } from './rescreen-payees.ts';

export type FindingInput = { readonly payeeRef: string; readonly reason: string } & (
  | {
      readonly kind: 'is-listed-party';
      /** The screening in which the analyst saw the match. */
      readonly screeningId: string;
      readonly list: string;
      readonly uid: string;
    }
  | Extract<FoundMatter, { kind: 'blocked-by-status' }>
);

/**
 * Findings of analysts about payees. Each change of what counts screens the payee and all payouts
 * to it again, in the same transaction: open ones are blocked, paid ones raise an alert.
 */
export class PayeeFindings {
  readonly #context: RescreenContext;

  constructor(context: RescreenContext) {
    this.#context = context;
  }

  /**
   * Keeps a finding. That a payee is a listed party counts at once; a status when a second person
   * confirms it. Throws `payroll.unknown-payee`, `screening.not-found`, `dismissal.no-such-match`,
   * `finding.exists`.
   */
  async make(actor: Actor, input: FindingInput): Promise<PayeeFinding> {
    const { payeeRef, reason } = input;
    const searched = await this.#search(actor, payeeRef);
    return await this.#context.database.tenant(actor.organisationId, async (tx) => {
      const finding: PayeeFinding = {
        ...{ id: this.#context.clock.id(), payeeRef },
        matter: await matterOf(tx, input),
        made: this.#step(actor, reason),
      };
      if (!(await insertFinding(tx, actor.organisationId, finding))) {
        throw new WagetraceError('finding.exists', 'This finding about the payee stands already');
      }
      if (finding.matter.kind === 'is-listed-party') await this.#screen(tx, actor, searched);
      await this.#audit(tx, actor, finding, 'made', reason);
      return finding;
    });
  }

  /**
   * Confirms a status, as the second person. Throws `finding.not-found`, `finding.bad-state`,
   * `finding.same-person`.
   */
  async confirm(actor: Actor, id: string, reason: string): Promise<PayeeFinding> {
    return await this.#change(actor, id, 'confirmed', reason, (before, step) => {
      const { matter, made, confirmed } = before;
      if (matter.kind !== 'blocked-by-status' || confirmed) {
        throw new WagetraceError('finding.bad-state', 'There is nothing to confirm');
      }
      checkSecond(made, step);
      return { ...before, confirmed: step };
    });
  }

  /**
   * Asks for the end of a finding, or as the second person ends it. A status that nobody confirmed
   * ends at once. Throws `finding.not-found`, `finding.bad-state`, `finding.same-person`.
   */
  async revoke(actor: Actor, id: string, reason: string): Promise<PayeeFinding> {
    return await this.#change(actor, id, 'revoked', reason, (before, step) => {
      const { matter, confirmed, revocation } = before;
      if (matter.kind === 'blocked-by-status' && !confirmed) return { ...before, revoked: step };
      if (!revocation) return { ...before, revocation: step };
      checkSecond(revocation, step);
      return { ...before, revoked: step };
    });
  }

  /** A page, newest first, the revoked among them. */
  async page(
    actor: Actor,
    filter: Parameters<typeof pageOfFindings>[1],
    page: Parameters<typeof pageOfFindings>[2],
  ): Promise<PayeeFinding[]> {
    return await this.#context.database.tenant(actor.organisationId, (tx) =>
      pageOfFindings(tx, filter, page),
    );
  }

  async #change(
    actor: Actor,
    id: string,
    what: 'confirmed' | 'revoked',
    reason: string,
    next: (before: PayeeFinding, step: FindingStep) => PayeeFinding,
  ): Promise<PayeeFinding> {
    const { database } = this.#context;
    const known = await database.tenant(actor.organisationId, (tx) => requireFinding(tx, id));
    const searched = await this.#search(actor, known.payeeRef);
    return await database.tenant(actor.organisationId, async (tx) => {
      const before = await requireFinding(tx, id);
      if (before.revoked) throw new WagetraceError('finding.bad-state', 'It is revoked');
      const after = next(before, this.#step(actor, reason));
      await saveFinding(tx, after);
      const done = after.confirmed !== before.confirmed || after.revoked !== undefined;
      if (done) await this.#screen(tx, actor, searched);
      await this.#audit(tx, actor, after, done ? what : 'revocation-asked', reason);
      return after;
    });
  }

  #step(actor: Actor, reason: string): FindingStep {
    return { actor: `key:${actor.keyId}`, reason, at: this.#context.clock.now().toISOString() };
  }

  async #search({ organisationId }: Actor, payeeRef: string): Promise<SearchedPayees> {
    const searched = await searchPayees(this.#context, organisationId, [payeeRef]);
    if (searched.payees.length > 0) return searched;
    throw new WagetraceError('payroll.unknown-payee', 'No payee of this reference');
  }

  async #screen(tx: Transaction, actor: Actor, searched: SearchedPayees): Promise<void> {
    const { organisationId } = actor;
    const floor = await floorOf(tx, organisationId);
    const tools = { tx, context: this.#context, organisationId, floor, source: 'manual' } as const;
    await rescreenPayees(tools, searched);
  }

  async #audit(
    tx: Transaction,
    actor: Actor,
    finding: PayeeFinding,
    action: string,
    reason: string,
  ): Promise<void> {
    const { clock } = this.#context;
    await appendAuditEvent(tx, actor.organisationId, {
      ...{ id: clock.id(), actor: `key:${actor.keyId}`, action: `payee-finding.${action}` },
      subject: { type: 'payee', id: finding.payeeRef },
      reason,
      data: { finding: finding.id, ...finding.matter },
      at: clock.now().toISOString(),
    });
  }
}

async function matterOf(tx: Transaction, input: FindingInput): Promise<FoundMatter> {
  if (input.kind === 'blocked-by-status') {
    const { kind, status, programme } = input;
    return { kind, status, programme };
  }
  const { match } = await seenMatch(tx, input);
  const { list, uid, party, effect, jurisdiction } = match;
  return { kind: input.kind, list, uid, party, effect, jurisdiction };
}

async function requireFinding(tx: Transaction, id: string): Promise<PayeeFinding> {
  const finding = await lockFinding(tx, id);
  if (!finding) throw new WagetraceError('finding.not-found', 'No such finding');
  return finding;
}

function checkSecond(first: FindingStep, second: FindingStep): void {
  if (first.actor !== second.actor) return;
  throw new WagetraceError('finding.same-person', 'A second person confirms what the first found');
}
