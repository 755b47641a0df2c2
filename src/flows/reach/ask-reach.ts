import { setImmediate as turn } from 'node:timers/promises';
import { readAccount, readAccountId } from '../../accounts/account.ts';
import { type AccountId, type ChainId, chainId, chainOf } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { ChainCatalogue } from '../../ports/chain-catalogue.ts';
import { readAsset } from '../ask-flow.ts';
import type { PathsQuestion, ReachDirection, ReachQuestion } from '../inquiries/inquiry.ts';

/** Accounts that are read before others get a turn. */
const accountsAtOnce = 250;

/** Questions as a person or a program puts them, in text. */
export interface GivenReach {
  readonly chain: string;
  readonly wallets: readonly string[];
  readonly list: readonly string[];
  readonly directions: readonly ReachDirection[];
  readonly hopsMax: number;
  readonly asset?: string | undefined;
  readonly fromHeight: number;
  readonly transfersMax: number;
}

export interface GivenPaths {
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  readonly hopsMax: number;
  readonly fromHeight: number;
  readonly transfersMax: number;
}

/**
 * Reads a question of reach; each account once. Throws `reach.other-chain` for an account of
 * another chain, `flow.unknown-asset`, and what reading accounts throws, naming its place.
 */
export async function readReachQuestion(
  chains: ChainCatalogue,
  given: GivenReach,
): Promise<ReachQuestion> {
  const chain = chainId(given.chain);
  const { asset, directions, wallets, list, ...rest } = given;
  return {
    ...rest,
    kind: 'reach',
    chain,
    wallets: await readAccounts(chain, wallets),
    list: await readAccounts(chain, list),
    directions: [...new Set(directions)],
    ...(asset === undefined ? {} : { asset: readAsset(chains, chain, asset) }),
  };
}

/** Reads a question of paths. Throws as `readReachQuestion`. */
export function readPathsQuestion(chains: ChainCatalogue, given: GivenPaths): PathsQuestion {
  const from = readAccountId(given.from);
  const chain = chainOf(from);
  const to = readOn(chain, given.to);
  return {
    ...given,
    kind: 'evidence-paths',
    chain,
    from,
    to,
    asset: readAsset(chains, chain, given.asset),
  };
}

/** A hundred thousand addresses with their checksums take a second: others get their turns. */
async function readAccounts(chain: ChainId, texts: readonly string[]): Promise<AccountId[]> {
  const accounts = new Set<AccountId>();
  for (const [place, text] of texts.entries()) {
    if (place % accountsAtOnce === accountsAtOnce - 1) await turn();
    accounts.add(readOn(chain, text));
  }
  return [...accounts];
}

function readOn(chain: ChainId, text: string): AccountId {
  if (!text.includes(':')) return readAccount(chain, text);
  const account = readAccountId(text);
  if (chainOf(account) === chain) return account;
  throw new WagetraceError('reach.other-chain', 'Accounts of one question are on one chain', {
    details: { chain, account },
  });
}
