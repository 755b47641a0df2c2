import { accountKey } from '../accounts/account.ts';
import type { PayoutWallet } from '../domain/payroll.ts';

/**
 * How a wallet is stored: whole, by account, and by the key on which lists match across chains,
 * which is how a later listing finds it.
 */
export function walletColumns(wallet: PayoutWallet | undefined) {
  const account = wallet?.account ?? null;
  return {
    wallet: wallet ?? null,
    wallet_account: account,
    wallet_key: account === null ? null : accountKey(account),
  };
}
