import type { AccountId, AssetId } from '../../domain/caip.ts';
import type { IncompleteReason } from '../../domain/completeness.ts';
import type { Conversion } from '../../domain/conversion.ts';
import type { TraceDirection } from '../../domain/flow.ts';
import type { ListingMatch } from '../../domain/listing.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import { transferKey } from '../../domain/transfer.ts';
import type { PotTransfer } from '../../tracing/coin-transfers.ts';
import type { LoadedPot, PotRequest } from '../../tracing/trace-request.ts';
import { combinedDigest, digestsOfTransfers } from '../evidence.ts';
import { WalkHorizon } from '../horizon.ts';
import { isListedEnd } from '../listed-end.ts';
import { type LoadedWave, type LoadScope, loadPots } from '../load-pots.ts';
import { newAccounts } from '../new-accounts.ts';
import { citedServices, ServiceRecogniser } from '../services/recognise-services.ts';
import { trailBasis } from '../trail-basis.ts';
import { chainsOf, withoutDoubt } from '../walk.ts';
import type { AnswerBasis } from './answer-basis.ts';
import type { InquiryContext, InquiryTask } from './answer-step.ts';
import type { InquiryInputs } from './inquiry.ts';

/** What was loaded and looked up so far to answer one question, each thing once. */
export class TrailFacts {
  readonly transfers = new Map<string, PotTransfer>();
  readonly loaded: LoadedPot[] = [];
  readonly reasons: IncompleteReason[] = [];
  readonly listed = new Map<AccountId, readonly ListingMatch[]>();
  readonly verdicts: ServiceVerdict[];
  readonly categories: Map<AccountId, string>;
  readonly #context: InquiryContext;
  readonly #task: InquiryTask<unknown>;
  readonly #scope: LoadScope;
  readonly #horizon: WalkHorizon;
  readonly #proven = new Set<AssetId>();
  readonly #known = new Set<AccountId>();
  readonly #services: Pick<ServiceRecogniser, 'hotWallets' | 'depositAddresses'>;

  constructor(context: InquiryContext, task: InquiryTask<unknown>, scope: LoadScope) {
    const { cited } = task;
    this.#context = context;
    this.#task = task;
    this.#scope = scope;
    this.#horizon = new WalkHorizon(context, scope.horizon, {
      keep: async ({ heights }) => await task.onHeights?.(heights),
    });
    this.verdicts = [...(cited?.verdicts ?? [])];
    // CAST: the keys of what was cited are accounts.
    this.categories = new Map(Object.entries(cited?.categories ?? {}) as [AccountId, string][]);
    this.#services = cited ? citedServices : new ServiceRecogniser(context, scope, this.#horizon);
  }

  /**
   * Loads the pots that a wave asks for. What must first be read of a chain comes back as `wanted`.
   * Where a busy service is recognised nothing is loaded: ask the engine again.
   */
  async load(
    pots: readonly PotRequest[],
    direction: TraceDirection = 'forward',
  ): Promise<Pick<LoadedWave, 'wanted' | 'transfers'>> {
    const hot = await this.#services.hotWallets(pots);
    this.verdicts.push(...hot);
    if (hot.length > 0) return { wanted: [], transfers: [] };
    const wave = await loadPots(this.#context, { ...this.scope, direction }, pots);
    if (wave.wanted.length > 0) return wave;
    const transfers = await this.add(wave.transfers, wave.pots);
    this.reasons.push(...wave.reasons);
    const { loaded, verdicts } = this;
    verdicts.push(...(await this.#services.depositAddresses(loaded, this.transfers, verdicts)));
    return { wanted: [], transfers };
  }

  /** Takes what was loaded; gives the transfers as the engine shall have them. */
  async add(
    transfers: readonly PotTransfer[],
    pots: readonly LoadedPot[],
  ): Promise<readonly PotTransfer[]> {
    const known = transfers.map((transfer) =>
      transfer.suspect === 'unlisted-asset' && this.#proven.has(transfer.asset)
        ? withoutDoubt(transfer)
        : transfer,
    );
    for (const transfer of known) this.transfers.set(transferKey(transfer), transfer);
    this.loaded.push(...pots);
    await this.lookUp(newAccounts(known, this.#known));
    return known;
  }

  /** The scope in which pots are loaded, with the ends of the chains that were come to. */
  get scope(): LoadScope {
    return { ...this.#scope, horizon: this.#horizon.trace };
  }

  get basis(): AnswerBasis {
    return trailBasis(this.loaded);
  }

  /** Fixes the ends of the chains that conversions lead to; takes assets as proven that they lead to. */
  async include(
    conversions: readonly Conversion[],
    provenAssets: Iterable<AssetId>,
  ): Promise<void> {
    for (const asset of provenAssets) this.#proven.add(asset);
    await this.#horizon.include(chainsOf(conversions), this.#scope.signal);
  }

  /** The inputs of an answer that used these transfers and cites these accounts. */
  inputs(
    used: readonly PotTransfer[],
    accounts: Iterable<AccountId>,
    conversions: readonly Conversion[] = [],
  ): InquiryInputs {
    const shown = new Set(accounts);
    const digests = digestsOfTransfers(used);
    return {
      heights: this.#horizon.trace.heights,
      ...(conversions.length > 0 ? { conversions } : {}),
      listVersions: this.#task.index.versions(),
      serviceVerdicts: this.verdicts.filter(({ account }) => shown.has(account)),
      categories: Object.fromEntries(
        [...this.categories].filter(([account]) => shown.has(account)),
      ),
      engineVersion: this.#context.engineVersion,
      transfersDigest: combinedDigest(digests),
      transferCount: digests.length,
    };
  }

  /** Listings, verdicts and categories of accounts that were not looked up before. */
  async lookUp(accounts: readonly AccountId[]): Promise<void> {
    const { organisationId, index, cited } = this.#task;
    for (const account of accounts) {
      this.#known.add(account);
      const matches = index.matchesOf(account).filter(isListedEnd);
      if (matches.length > 0) this.listed.set(account, matches);
    }
    if (cited || accounts.length === 0) return;
    this.verdicts.push(...(await this.#context.verdicts.verdictsOf(organisationId, accounts)));
    const said = await this.#context.labels.categoriesOf(organisationId, accounts);
    for (const [account, category] of said) this.categories.set(account, category);
  }
}

/** The scope in which the pots of an answer are loaded. */
export function scopeOf(task: InquiryTask<unknown>, transfersMax: number): LoadScope {
  return {
    organisationId: task.organisationId,
    horizon: { heights: task.heights, cut: false },
    untilTime: undefined,
    transfersMax,
    failures: task.failures,
    mayRead: !task.cited,
    unread: task.cited?.basis?.unread && new Map(Object.entries(task.cited.basis.unread)),
    openings: task.cited?.basis?.openings,
    signal: task.signal,
  };
}
