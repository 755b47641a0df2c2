import type { Database } from '../database/database.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Clock } from '../ports/clock.ts';
import type { WorkQueue } from '../ports/work.ts';
import type { FlowRequest } from './flow-request.ts';
import type { FlowState, ProgressEvent } from './flow-row.ts';
import { type ShownFlow, shownFlow } from './shown-flow.ts';
import { findFlow, flowState, insertFlow, progressAfter } from './store.ts';
import { type FlowBrief, type FlowFilter, pageOfFlows } from './store-briefs.ts';

/** Progress events that one answer carries. */
const progressMax = 500;

export interface FlowProgress {
  readonly state: FlowState;
  /** Not all where there are many: none, once all were given. */
  readonly events: readonly ProgressEvent[];
}

/** Asks for flows and reads what became of them; following itself is a worker's. */
export class Flows {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #work: WorkQueue;

  constructor(database: Database, clock: Clock, work: WorkQueue) {
    this.#database = database;
    this.#clock = clock;
    this.#work = work;
  }

  /** Stores the request, then enqueues it; the row is the outbox should the second step be lost. */
  async request(actor: Actor, request: FlowRequest, payoutId?: string): Promise<ShownFlow> {
    const id = this.#clock.id();
    const { organisationId } = actor;
    await this.#database.tenant(organisationId, (tx) =>
      insertFlow(tx, organisationId, { id, payoutId, request }),
    );
    await this.#work.enqueue([{ kind: 'follow', organisationId, flowId: id, attempt: 1 }]);
    return await this.get(actor, id);
  }

  /** Throws `flow.not-found`, also for a flow of another organisation. */
  async get(actor: Actor, id: string): Promise<ShownFlow> {
    const row = await this.#database.tenant(actor.organisationId, (tx) => findFlow(tx, id));
    if (!row) throw new WagetraceError('flow.not-found', 'No such flow');
    return shownFlow(row);
  }

  async page(
    actor: Actor,
    filter: FlowFilter,
    page: Parameters<typeof pageOfFlows>[2],
  ): Promise<FlowBrief[]> {
    return await this.#database.tenant(actor.organisationId, (tx) => pageOfFlows(tx, filter, page));
  }

  /**
   * What happened after the given sequence number, oldest first, and the state that was come to
   * before that was read. Throws `flow.not-found`.
   */
  async progress(actor: Actor, id: string, afterSequence: number): Promise<FlowProgress> {
    return await this.#database.tenant(actor.organisationId, async (tx) => {
      const state = await flowState(tx, id);
      if (!state) throw new WagetraceError('flow.not-found', 'No such flow');
      return { state, events: await progressAfter(tx, id, afterSequence, progressMax) };
    });
  }
}
