import type { AssetId, ChainId } from '../../domain/caip.ts';
import type { ContractStanding, DeclaredParty, Leg, LegId, LegRole } from '../../domain/leg.ts';
import { positionBand } from '../../domain/transfer.ts';
import type { BridgeContext, BridgeEvent } from './bridge-family.ts';
import { chainNumbered } from './bridge-row.ts';

/** What a decoder says of a leg; undefined is the same as absent. */
export interface LegFacts {
  readonly role: LegRole;
  readonly ids?: readonly LegId[];
  readonly counterpart?: ChainId | undefined;
  readonly counterpartRaw?: string | undefined;
  readonly sender?: DeclaredParty | undefined;
  readonly recipient?: DeclaredParty | undefined;
  readonly asset?: AssetId | undefined;
  readonly amountBase?: bigint | undefined;
  readonly expects?: {
    readonly asset?: AssetId | undefined;
    readonly amountBase?: bigint | undefined;
    readonly minimumBase?: bigint | undefined;
  };
  readonly partial?: boolean | undefined;
  /** Which of several legs of one event and role. */
  readonly part?: number | undefined;
  readonly transferKeys?: readonly string[] | undefined;
}

/** A leg that an event tells of. */
export function legAt(context: BridgeContext, event: BridgeEvent, facts: LegFacts): Leg {
  const position = positionBand.log + event.log.logIndex;
  return buildLeg(context, { event: event.name, position, standing: event.standing }, facts);
}

/** A leg that a transfer tells of, without an event. */
export function legAtTransfer(
  context: BridgeContext,
  at: { readonly event: string; readonly position: number; readonly standing: ContractStanding },
  facts: LegFacts,
): Leg {
  return buildLeg(context, at, facts);
}

function buildLeg(
  { record, row }: BridgeContext,
  at: { readonly event: string; readonly position: number; readonly standing: ContractStanding },
  facts: LegFacts,
): Leg {
  const { ids = [], transferKeys = [], expects, ...rest } = facts;
  return {
    protocol: row.protocol,
    event: at.event,
    contract: at.standing,
    chain: record.chain,
    height: record.height,
    time: record.time,
    tx: record.tx,
    position: at.position,
    ids,
    transferKeys,
    ...withoutUndefined(rest),
    ...(expects === undefined ? {} : { expects: withoutUndefined(expects) }),
  };
}

/** The other side's chain, by the number or name that the event gives. */
export function counterpartOf(
  { row }: BridgeContext,
  number: unknown,
): { counterpart: ChainId | undefined; counterpartRaw: string } {
  return { counterpart: chainNumbered(row, number), counterpartRaw: String(number) };
}

/** An id that both sides carry. */
export function exactId({ row }: BridgeContext, ...parts: readonly unknown[]): LegId {
  return { text: [row.family, ...parts.map(String)].join(':').toLowerCase(), kind: 'exact-id' };
}

/** An id that both sides allow to compute. */
export function derivedId(context: BridgeContext, ...parts: readonly unknown[]): LegId {
  return { text: exactId(context, ...parts).text, kind: 'derived-id' };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(facts: T): Defined<T> {
  // CAST: what is left has no undefined values.
  return Object.fromEntries(Object.entries(facts).filter(([, v]) => v !== undefined)) as Defined<T>;
}
