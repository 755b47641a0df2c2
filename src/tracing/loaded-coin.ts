import type { UtxoTransaction } from '../domain/utxo.ts';
import { coinJoinOf } from './coinjoin/detect-coinjoin.ts';
import { mixesOwners } from './coinjoin/finding.ts';
import type { LoadedPot, PotRequest } from './trace-request.ts';

/**
 * The answer to a request for a coin, given the transaction that spends it up to the horizon:
 * undefined when it rests there. The trail stops in front of a CoinJoin, and in front of a
 * transaction of which an amount that goes in is not known: nothing can be attributed then.
 */
export function loadedCoin(request: PotRequest, spender: UtxoTransaction | undefined): LoadedPot {
  if (spender?.inputs.some(({ coin }) => coin === undefined)) {
    return { ...request, state: 'not-covered', reason: 'unknown-input' };
  }
  const mix = spender && coinJoinOf(spender);
  if (mix && mixesOwners(mix)) {
    const { kind: protocol, rule, anonymitySet } = mix;
    return { ...request, state: 'mixed', anonymitySet, mix: { protocol, rule } };
  }
  return { ...request, state: 'loaded', opening: { kind: 'complete-history' } };
}
