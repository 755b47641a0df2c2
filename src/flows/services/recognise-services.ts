import { holderOf } from '../../accounts/coin-holder.ts';
import { type AccountId, chainOf } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { Coin } from '../../domain/utxo.ts';
import type { PotTransfer } from '../../tracing/coin-transfers.ts';
import { coinDepositVerdict } from '../../tracing/services/coin-deposit.ts';
import { contractVerdict } from '../../tracing/services/contract.ts';
import { depositVerdict, type KnownServices } from '../../tracing/services/deposit-address.ts';
import { hotWalletVerdict } from '../../tracing/services/hot-wallet.ts';
import { type AssetMeasure, serviceRules } from '../../tracing/services/service-rules.ts';
import type { LoadedPot, PotRequest, TraceHorizon } from '../../tracing/trace-request.ts';
import type { FlowContext } from '../context.ts';
import { measureOf } from './asset-measure.ts';
import { type CoinSweeper, coinSweepersTo, sweeperTransactions } from './coin-sweepers.ts';
import { sampleHistory } from './sample-history.ts';

/** An account with more transfers than this, in all its assets, is looked at before it is loaded. */
const busyTransfersMin = 2_000;
/** Busy accounts that one walk looks at; the others are loaded, within the budget. */
const inspectedMax = 50;
/** Holders of coins that one walk looks at since they pay an exchange; the others are walked. */
const sweepersMax = 200;

export type RecogniseContext = Pick<
  FlowContext,
  'ledger' | 'coins' | 'activity' | 'chains' | 'prices' | 'verdicts' | 'contractState'
>;

export interface RecogniseScope {
  readonly organisationId: string;
  readonly signal: AbortSignal;
}

/** When a trace is run again the verdicts that it cites are all there are. */
export const citedServices: Pick<ServiceRecogniser, 'hotWallets' | 'depositAddresses'> = {
  hotWallets: () => Promise.resolve([]),
  depositAddresses: () => Promise.resolve([]),
};

/**
 * Recognises services on the way of one walk by what they do, and stores each verdict, so that
 * the trace and whoever runs it again are given the same. Rules: `tracing/services`.
 */
export class ServiceRecogniser {
  readonly #context: RecogniseContext;
  readonly #scope: RecogniseScope;
  readonly #horizon: { readonly trace: TraceHorizon };
  readonly #inspected = new Set<string>();
  readonly #sweepers = new Set<string>();

  /** The horizon grows while its owner walks; it is looked at anew each time. */
  constructor(
    context: RecogniseContext,
    scope: RecogniseScope,
    horizon: { readonly trace: TraceHorizon },
  ) {
    this.#context = context;
    this.#scope = scope;
    this.#horizon = horizon;
  }

  /**
   * Hot wallets and contracts among accounts that are about to be loaded. Only a busy account is looked at, by a
   * page of what the ledger has of it: an exchange with a million customers costs no more.
   */
  async hotWallets(requests: readonly PotRequest[]): Promise<readonly ServiceVerdict[]> {
    const found: ServiceVerdict[] = [];
    for (const request of await this.#busyAmong(requests)) {
      const sample = await sampleHistory(this.#context.ledger, {
        organisationId: this.#scope.organisationId,
        account: request.account,
        asset: request.asset,
        toHeight: this.#lastHeight(request.account),
      });
      const measure = await this.#measureOf(request.asset, sample);
      const verdict = measure && (await this.#verdictOn(request.account, sample, measure));
      if (verdict) found.push(verdict);
    }
    return await this.#store(found);
  }

  /** Deposit addresses among loaded pots: those that sweep to an exchange that is known. */
  async depositAddresses(
    pots: readonly LoadedPot[],
    transfers: LoadedTransfers,
    verdicts: readonly ServiceVerdict[],
  ): Promise<readonly ServiceVerdict[]> {
    const services: KnownServices = new Map(verdicts.map((known) => [known.account, known]));
    if (!verdicts.some(({ kind }) => kind === 'exchange')) return [];
    const candidates = pots.filter(
      (pot) => pot.state === 'loaded' && !pot.coin && !services.has(pot.account),
    );
    const histories = sweepersTo(services, candidates, transfers);
    const found: ServiceVerdict[] = [];
    for (const [pot, own] of histories) {
      const measure = await this.#measureOf(pot.asset, own);
      const verdict = measure && depositVerdict(pot.account, own, services, measure, serviceRules);
      if (verdict) found.push(verdict);
    }
    for (const sweeper of coinSweepersTo(services, pots, transfers)) {
      const verdict = await this.#verdictOnSweeper(sweeper, services);
      if (verdict) found.push(verdict);
    }
    return await this.#store(found);
  }

  /** Looked at once for each block from which on its holder was read. */
  async #verdictOnSweeper(
    sweeper: CoinSweeper,
    services: KnownServices,
  ): Promise<ServiceVerdict | undefined> {
    const { account, asset, fromHeight } = sweeper;
    const key = `${keyOf(sweeper)} ${fromHeight}`;
    if (this.#sweepers.has(key) || this.#sweepers.size >= sweepersMax) return undefined;
    this.#sweepers.add(key);
    const range = { fromHeight, toHeight: this.#lastHeight(account) };
    const { organisationId } = this.#scope;
    const transactions = await sweeperTransactions(this.#context, organisationId, account, range);
    // Without a price nothing is dust: a coin that is kept, however small, then makes it none.
    const { significantBase = 0n } = (await this.#measureOf(asset, transactions)) ?? {};
    const holder = (coin: Coin) => holderOf(chainOf(account), coin);
    const history = { account, transactions, significantBase };
    return coinDepositVerdict(history, holder, services, serviceRules);
  }

  /** What behaves as a service and has code that is nobody's wallet is a contract: a pool, a vault. */
  async #verdictOn(
    account: AccountId,
    sample: readonly Transfer[],
    measure: AssetMeasure,
  ): Promise<ServiceVerdict | undefined> {
    const hot = hotWalletVerdict(account, sample, measure, serviceRules);
    const contract = contractVerdict(account, sample, measure, serviceRules);
    if (!hot && !contract) return undefined;
    const state = this.#context.contractState(chainOf(account));
    const code = await state?.codeOf(account, this.#scope.signal);
    if (code?.kind !== 'contract') {
      return hot && { ...hot, evidence: `a sample shows ${hot.evidence}` };
    }
    const found = contract ?? hot;
    const evidence = `code of ${code.codeBytes} bytes, of no known wallet; a sample shows ${found?.evidence}`;
    return found && { ...found, kind: 'contract', evidence };
  }

  async #busyAmong(requests: readonly PotRequest[]): Promise<PotRequest[]> {
    const { organisationId } = this.#scope;
    // Who holds many coins is looked at once. Of a coin the whole transaction stands for its holder.
    const byAccount = new Map(requests.map((request) => [keyOf(request), request]));
    const fresh = [...byAccount.values()].filter((request) => this.#isNew(request));
    const busy = new Set<AccountId>();
    for (const chain of new Set(fresh.map(({ account }) => chainOf(account)))) {
      const accounts = fresh.map(({ account }) => account).filter((one) => chainOf(one) === chain);
      const range = { fromHeight: 0, toHeight: this.#horizon.trace.heights[chain] ?? 0 };
      const query = { organisationId, chain, range, accounts, transfersMax: busyTransfersMin };
      for (const account of await this.#context.activity.busyAmong(query)) busy.add(account);
    }
    const taken = fresh.filter(({ account }) => busy.has(account));
    return taken.slice(0, Math.max(0, inspectedMax - this.#inspected.size)).filter((request) => {
      this.#inspected.add(keyOf(request));
      return true;
    });
  }

  #isNew(pot: Pick<PotRequest, 'account' | 'asset'>): boolean {
    return !this.#inspected.has(keyOf(pot));
  }

  #lastHeight(account: AccountId): number {
    return this.#horizon.trace.heights[chainOf(account)] ?? 0;
  }

  async #measureOf(asset: PotRequest['asset'], history: readonly Pick<Transfer, 'time'>[]) {
    const last = history.at(-1);
    if (!last) return undefined;
    return await measureOf(this.#context, asset, last.time, this.#scope.signal);
  }

  async #store(found: readonly ServiceVerdict[]): Promise<readonly ServiceVerdict[]> {
    if (found.length > 0) await this.#context.verdicts.add(this.#scope.organisationId, found);
    return found;
  }
}

/** All that was loaded, each once. */
type LoadedTransfers = { values(): Iterable<PotTransfer> };

/** The transfers of each of the pots that pays an exchange. */
function sweepersTo(
  services: KnownServices,
  pots: readonly LoadedPot[],
  transfers: LoadedTransfers,
): Map<LoadedPot, Transfer[]> {
  const byKey = new Map(pots.map((pot) => [keyOf(pot), pot]));
  const own = new Map<LoadedPot, Transfer[]>();
  for (const { from, to, asset } of transfers.values()) {
    const pot = byKey.get(keyOf({ account: from, asset }));
    if (pot && services.get(to)?.kind === 'exchange') own.set(pot, []);
  }
  if (own.size === 0) return own;
  for (const transfer of transfers.values()) {
    for (const account of [transfer.from, transfer.to]) {
      const pot = byKey.get(keyOf({ account, asset: transfer.asset }));
      if (pot) own.get(pot)?.push(transfer);
    }
  }
  return own;
}

function keyOf({ account, asset }: Pick<PotRequest, 'account' | 'asset'>): string {
  return `${account} ${asset}`;
}
