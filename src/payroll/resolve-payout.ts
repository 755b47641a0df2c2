import { readAccount } from '../accounts/account.ts';
import { parseDecimal } from '../domain/amount.ts';
import type { Asset } from '../domain/asset.ts';
import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Screening } from '../domain/decision.ts';
import { isWagetraceError } from '../domain/errors.ts';
import type { NameFacts } from '../domain/name-match.ts';
import type { StreamName } from '../domain/payment.ts';
import type { DeclaredAmount, PayoutWallet } from '../domain/payroll.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { FoundClusters } from '../screening/listed-clusters.ts';
import type { Screener } from '../screening/screener.ts';
import type { GivenWallet } from '../screening/subject.ts';
import type { PayoutError, PayoutInput } from './payout-input.ts';
import { readTime } from './read-time.ts';

/** A payout that was read and judged, not yet stored. */
export interface ResolvedPayout {
  readonly line: number;
  readonly input: PayoutInput;
  readonly wallet?: PayoutWallet;
  readonly asset?: Asset;
  readonly amountBase?: bigint;
  readonly declared?: DeclaredAmount;
  readonly dueAt?: string;
  readonly stream?: StreamName;
  readonly screening: Screening;
}

export interface ResolveContext {
  readonly screener: Screener;
  readonly chains: ChainCatalogue;
  readonly floorJurisdictions: readonly string[];
  /** What was found for the name of the payee. */
  readonly names?: NameFacts | undefined;
  /** What was found in the clusters of all wallets of the run. */
  readonly found: FoundClusters;
}

/**
 * Reads and judges one payout. A wallet or an asset that cannot be read makes it a `review`; an
 * amount or a date that cannot be read is an error of the row, since nobody could act on it.
 */
export function resolvePayout(
  line: number,
  input: PayoutInput,
  known: PayoutWallet | undefined,
  context: ResolveContext,
): ResolvedPayout | PayoutError {
  const dueAt = input.dueAt === undefined ? undefined : readTime(input.dueAt);
  if (input.dueAt !== undefined && dueAt === undefined) {
    return { line, column: 'due_at', code: 'payroll.bad-time', message: 'Not an ISO 8601 time' };
  }
  const due = dueAt === undefined ? {} : { dueAt };
  if (input.method !== 'wallet') {
    const { screener, floorJurisdictions, names } = context;
    const screening = screener.withoutWallet(input.method, floorJurisdictions, 'batch', names);
    return { line, input, screening, ...due, ...declaredIn(input) };
  }
  return resolveWalletPayout(line, input, known, context, due);
}

/** The wallet that is paid: the one that is given, or else the one that is known of the payee. */
export function walletOf(
  input: PayoutInput,
  known: PayoutWallet | undefined,
): GivenWallet | undefined {
  return input.wallet ?? (known && { account: known.account ?? known.given, memo: known.memo });
}

function resolveWalletPayout(
  line: number,
  input: PayoutInput,
  known: PayoutWallet | undefined,
  context: ResolveContext,
  due: { readonly dueAt?: string },
): ResolvedPayout | PayoutError {
  const given = walletOf(input, known);
  if (!given) {
    return { line, column: 'address', code: 'payroll.no-wallet', message: 'No wallet is known' };
  }
  const wallet = context.screener.read(given);
  const asset =
    wallet.account && input.asset
      ? context.chains.asset(chainOf(wallet.account), input.asset)
      : undefined;
  const amountBase = asset && readAmount(input.amount, asset);
  if (asset && input.amount !== undefined && amountBase === undefined) {
    const message = `Not an amount of ${asset.symbol} above 0 with at most ${asset.decimals} decimal places`;
    return { line, column: 'amount', code: 'payroll.bad-amount', message };
  }
  const stream = readStream(input, wallet.account);
  // Of a wallet that cannot be read the chain is not known: a person looks at it anyway.
  if (stream === 'contract' || stream === 'sender') {
    const message = "Not an account on the wallet's chain";
    return { line, column: `stream_${stream}`, code: `payroll.bad-stream-${stream}`, message };
  }
  const screening = context.screener.subject(wallet, context.floorJurisdictions, 'batch', {
    untraceable: asset ? [] : [unknownAsset],
    names: context.names,
    cluster: context.found.of(wallet),
  });
  return {
    line,
    input,
    wallet,
    screening,
    ...due,
    ...(asset ? { asset } : declaredIn(input)),
    ...(amountBase === undefined ? {} : { amountBase }),
    ...(stream ? { stream } : {}),
  };
}

/** What cannot be told in base units is kept in the words of who pays: a person looks at it. */
function declaredIn({ asset, amount }: PayoutInput): Pick<ResolvedPayout, 'declared'> {
  if (asset === undefined && amount === undefined) return {};
  return { declared: { ...(asset ? { asset } : {}), ...(amount ? { amount } : {}) } };
}

/** The stream that is declared, or which of its accounts cannot be read on the wallet's chain. */
function readStream(
  { stream }: PayoutInput,
  account: AccountId | undefined,
): StreamName | 'contract' | 'sender' | undefined {
  if (!stream || !account) return undefined;
  const chain = chainOf(account);
  const contract = accountOn(chain, stream.contract);
  if (!contract) return 'contract';
  if (!('sender' in stream)) return { contract, id: BigInt(stream.id).toString() };
  const sender = accountOn(chain, stream.sender);
  return sender ? { contract, sender } : 'sender';
}

function accountOn(chain: ChainId, given: string): AccountId | undefined {
  try {
    return readAccount(chain, given);
  } catch (error) {
    if (isWagetraceError(error)) return undefined;
    throw error;
  }
}

/** Why a wage in an asset that is not allow-listed could not be followed. */
export const unknownAsset: IncompleteReason = {
  code: 'asset-unknown',
  message: 'The asset is not allow-listed on its chain, so the wage could not be followed',
};

function readAmount(text: string | undefined, asset: Asset): bigint | undefined {
  if (text === undefined) return undefined;
  try {
    const amountBase = parseDecimal(text, asset.decimals);
    return amountBase > 0n ? amountBase : undefined;
  } catch (error) {
    if (isWagetraceError(error)) return undefined;
    throw error;
  }
}
