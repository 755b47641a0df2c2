import type { AccountId } from '../../domain/caip.ts';
import type { CommonOwnership } from '../../domain/common-ownership.ts';
import type { UtxoTransaction } from '../../domain/utxo.ts';
import { coinJoinOf } from '../coinjoin/detect-coinjoin.ts';
import { mixesOwners } from '../coinjoin/finding.ts';
import { resemblesMix } from '../coinjoin/resembles-mix.ts';

/**
 * Who spends together owns together, unless it is a CoinJoin: there the inputs belong to many.
 * The remaining doubt is the PayJoin (BIP 78), which looks like any payment.
 */
const multiInputConfidence = 0.95;
/** The shape of a mix by no protocol that is known: as likely one owner as several. */
const resemblingMixConfidence = 0.5;

/**
 * The accounts whose coins a transaction spends together; undefined for a coinbase, for fewer than
 * two accounts and for a mix. A coin without one address (bare multisig, unknown) takes no part.
 * A transaction of which not every spent coin is known is left out: it may be a mix.
 */
export function spentTogether(transaction: UtxoTransaction): CommonOwnership | undefined {
  if (transaction.coinbase || transaction.inputs.length < 2) return undefined;
  const accounts = new Set<AccountId>();
  for (const { coin } of transaction.inputs) {
    if (coin === undefined) return undefined;
    if (coin.account !== undefined) accounts.add(coin.account);
  }
  if (accounts.size < 2 || mixesOwners(coinJoinOf(transaction))) return undefined;
  const { chain, tx, height } = transaction;
  return {
    chain,
    tx,
    height,
    rule: 'multi-input',
    ...(resemblesMix(transaction)
      ? { confidence: resemblingMixConfidence, grounds: ['resembles-a-mix'] }
      : { confidence: multiInputConfidence }),
    accounts: [...accounts],
  };
}
