import { WagetraceError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transaction } from './database.ts';

/** A request that a caller may send again: its `Idempotency-Key`, its route, and what it asks. */
export interface IdempotentRequest {
  readonly organisationId: string;
  readonly key: string;
  readonly route: string;
  readonly inputSha256: Buffer;
}

export type IdempotentStart =
  | { readonly state: 'fresh'; readonly claim: string }
  | { readonly state: 'replay'; readonly status: number; readonly body: string }
  | { readonly state: 'in-flight' }
  | { readonly state: 'different-input' };

/**
 * Claims the request for `leaseMs`, in a transaction of its own, before the work. A claim that ran
 * out without an answer (its process died) passes to the next caller.
 */
export async function beginIdempotent(
  tx: Transaction,
  request: IdempotentRequest,
  clock: Clock,
  leaseMs: number,
): Promise<IdempotentStart> {
  const claim = clock.id();
  const now = clock.now();
  const claimed_until = new Date(now.getTime() + leaseMs);
  const inserted = await tx
    .insertInto('idempotency_key')
    .values({
      ...keyOf(request),
      input_sha256: request.inputSha256,
      claim,
      claimed_until,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('claim')
    .executeTakeFirst();
  if (inserted) return { state: 'fresh', claim };
  const known = await rowOf(tx, request).selectAll().forUpdate().executeTakeFirstOrThrow();
  if (!known.input_sha256.equals(request.inputSha256)) return { state: 'different-input' };
  if (known.status !== null)
    return { state: 'replay', status: known.status, body: known.body ?? '' };
  if (known.claimed_until > now) return { state: 'in-flight' };
  await tx
    .updateTable('idempotency_key')
    .set({ claim, claimed_until })
    .where((eb) => eb.and(keyOf(request)))
    .execute();
  return { state: 'fresh', claim };
}

/**
 * Keeps the text of the answer, in the transaction of the work itself. Throws `idempotency.claim-lost` when the
 * claim ran out and another caller took it, which undoes the work of this one.
 */
export async function finishIdempotent(
  tx: Transaction,
  request: IdempotentRequest,
  claim: string,
  answer: { readonly status: number; readonly body: string },
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('idempotency_key')
    .set({ status: answer.status, body: answer.body })
    .where((eb) => eb.and({ ...keyOf(request), claim }))
    .where('status', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) {
    throw new WagetraceError(
      'idempotency.claim-lost',
      'The request took too long and was repeated',
    );
  }
}

/** Gives the claim back when the work failed, so that the same key may be tried again at once. */
export async function abandonIdempotent(
  tx: Transaction,
  request: IdempotentRequest,
  claim: string,
): Promise<void> {
  await tx
    .deleteFrom('idempotency_key')
    .where((eb) => eb.and({ ...keyOf(request), claim }))
    .where('status', 'is', null)
    .execute();
}

function keyOf({ organisationId, key, route }: IdempotentRequest) {
  return { organisation_id: organisationId, key, route };
}

function rowOf(tx: Transaction, request: IdempotentRequest) {
  return tx.selectFrom('idempotency_key').where((eb) => eb.and(keyOf(request)));
}
