import type { Database } from '../../database/database.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { Actor } from '../../domain/organisation.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WorkQueue } from '../../ports/work.ts';
import type { InquiryQuestion, InquiryRow } from './inquiry.ts';
import { findInquiry, insertInquiry, pageOfInquiries } from './store-inquiries.ts';

/** Takes questions and gives their answers; finding them is a worker's. */
export class Inquiries {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #work: WorkQueue;

  constructor(database: Database, clock: Clock, work: WorkQueue) {
    this.#database = database;
    this.#clock = clock;
    this.#work = work;
  }

  /** Stores the question, then enqueues it; the row is the outbox should the second step be lost. */
  async ask({ organisationId }: Actor, question: InquiryQuestion): Promise<InquiryRow> {
    const id = this.#clock.id();
    const at = this.#clock.now();
    const row = await this.#database.tenant(organisationId, async (tx) => {
      await insertInquiry(tx, organisationId, { id, question, at });
      return await findInquiry(tx, id);
    });
    await this.#work.enqueue([{ kind: 'inquire', organisationId, inquiryId: id, attempt: 1 }]);
    return found(row, question.kind);
  }

  /** Throws `inquiry.not-found`, also for one of another kind or organisation. */
  async get(actor: Actor, kind: InquiryQuestion['kind'], id: string): Promise<InquiryRow> {
    const row = await this.#database.tenant(actor.organisationId, (tx) => findInquiry(tx, id));
    return found(row, kind);
  }

  async page(
    actor: Actor,
    filter: Parameters<typeof pageOfInquiries>[1],
    page: Parameters<typeof pageOfInquiries>[2],
  ): Promise<InquiryRow[]> {
    return await this.#database.tenant(actor.organisationId, (tx) =>
      pageOfInquiries(tx, filter, page),
    );
  }
}

function found(row: InquiryRow | undefined, kind: InquiryQuestion['kind']): InquiryRow {
  if (row?.question.kind === kind) return row;
  throw new WagetraceError('inquiry.not-found', 'No such question');
}
