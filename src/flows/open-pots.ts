import type { AccountId, AssetId } from '../domain/caip.ts';
import type { EndpointKind, Flow } from '../domain/flow.ts';
import type { Outpoint } from '../domain/utxo.ts';

export interface OpenPot {
  readonly account: AccountId;
  readonly asset: AssetId;
  /** On UTXO chains the coins that rest there, where the flow names all of them. */
  readonly coins?: readonly Outpoint[];
}

/** Ends from which value may still go on; every other one is where the trail stops. */
const open: ReadonlySet<EndpointKind> = new Set(['unspent', 'bridge-unresolved']);

/** Where value of the flow rests, by whatever method: what leaves these pots changes the answer. */
export function openPots(flow: Pick<Flow, 'endpoints'>): OpenPot[] {
  return flow.endpoints
    .filter(({ kind }) => kind === 'unspent')
    .map(({ account, asset, coins, coinCount }) => ({
      ...{ account, asset },
      ...(coins && coins.length === coinCount ? { coins: coins.map(outpointOf) } : {}),
    }));
}

/** The text is `tx:index`. */
function outpointOf(text: string): Outpoint {
  const [tx = '', index = ''] = text.split(':');
  return { tx, index: Number(index) };
}

/** Whether a leg of a bridge is awaited, which may end on another chain. */
export function awaitsBridge(flow: Pick<Flow, 'endpoints'>): boolean {
  return flow.endpoints.some(({ kind }) => kind === 'bridge-unresolved');
}

/** Whether new blocks may change the answer before `until`. */
export function isOpen(flow: Pick<Flow, 'endpoints'>, until: Date, now: Date): boolean {
  return now < until && flow.endpoints.some(({ kind }) => open.has(kind));
}
