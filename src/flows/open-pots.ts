import type { AccountId, AssetId } from '../domain/caip.ts';
import type { Flow } from '../domain/flow.ts';
import { type Outpoint, outpointOfKey } from '../domain/utxo.ts';
import { pendingLegs } from './pending-legs.ts';

export interface OpenPot {
  readonly account: AccountId;
  readonly asset: AssetId;
  /** On UTXO chains the coins that rest there, where the flow names all of them. */
  readonly coins?: readonly Outpoint[];
}

/** Where value of the flow rests, by whatever method: what leaves these pots changes the answer. */
export function openPots(flow: Pick<Flow, 'endpoints'>): OpenPot[] {
  return flow.endpoints
    .filter(({ kind }) => kind === 'unspent')
    .map(({ account, asset, coins, coinCount }) => ({
      ...{ account, asset },
      ...(coins && coins.length === coinCount ? { coins: coins.map(outpointOfKey) } : {}),
    }));
}

/**
 * Whether new blocks may change the answer before `until`: value rests somewhere, or a bridge is
 * still to pay. Every other end is where the trail stops.
 */
export function isOpen(
  flow: Pick<Flow, 'endpoints' | 'conversions'>,
  until: Date,
  now: Date,
): boolean {
  const mayGoOn = flow.endpoints.some(({ kind }) => kind === 'unspent');
  return now < until && (mayGoOn || pendingLegs(flow).length > 0);
}
