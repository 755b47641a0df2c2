import { type AccountId, type AssetId, type ChainId, chainOf } from '../../domain/caip.ts';
import { type HeightRange, mergeRanges } from '../../domain/coverage.ts';
import type { Endpoint, Flow } from '../../domain/flow.ts';
import { compareTransfers, type Transfer, transferKey } from '../../domain/transfer.ts';
import { combinedDigest, digestsOfTransfers } from '../evidence.ts';
import type { InquiryContext, InquiryTask } from '../inquiries/answer-step.ts';
import type { CandidatesQuestion, InquiryInputs } from '../inquiries/inquiry.ts';
import type { CandidateLooks } from './candidate-looks.ts';

/** Transfers of one account, or of a swapper in one window, beyond which nothing is concluded. */
export const candidateTransfersMax = 200_000;

/** Lacks of a source that hide no value of others: fees, and what validators get of the chain. */
const hidesNothing: ReadonlySet<string> = new Set(['partial-fees', 'no-withdrawals']);

/** The flow that is asked about, the ledger in its sight, and what was used of both. */
export class CandidateFacts {
  readonly context: InquiryContext;
  readonly task: InquiryTask<CandidatesQuestion>;
  readonly flow: Flow;
  /** Given when verifying. */
  readonly cited: CandidateLooks | undefined;
  readonly used = new Map<string, Transfer>();
  readonly #flowKeys: ReadonlySet<string>;

  constructor(
    context: InquiryContext,
    task: InquiryTask<CandidatesQuestion>,
    given: { readonly flow: Flow; readonly flowKeys: ReadonlySet<string> },
  ) {
    this.context = context;
    this.task = task;
    this.flow = given.flow;
    this.cited = task.cited?.candidates;
    this.#flowKeys = given.flowKeys;
  }

  /** Transfers to an end that may carry of the wage: those that the flow used. */
  async arrivalsAt({ account, asset }: Endpoint): Promise<readonly Transfer[] | undefined> {
    const range = this.flow.inputs.heights[chainOf(account)];
    const found = range && (await this.transfersOf([account], range, asset));
    if (!found) return undefined;
    return found.filter((one) => one.to === account && this.#flowKeys.has(transferKey(one)));
  }

  /** Undefined when there are more than `candidateTransfersMax`. */
  async transfersOf(
    accounts: readonly AccountId[],
    range: HeightRange,
    asset?: AssetId,
  ): Promise<readonly Transfer[] | undefined> {
    const [first] = accounts;
    if (!first) return [];
    const { transfers, truncated } = await this.context.ledger.transfersOf({
      organisationId: this.task.organisationId,
      ...{ chain: chainOf(first), accounts, range },
      ...(asset === undefined ? {} : { asset }),
      transfersMax: candidateTransfersMax,
      wholeOnly: true,
    });
    return truncated ? undefined : transfers;
  }

  /** Counts transfers among those that the answer stands on. */
  use(transfers: readonly Transfer[]): void {
    for (const transfer of transfers) this.used.set(transferKey(transfer), transfer);
  }

  /** The blocks around a height over which every transfer of the account is stored, by account. */
  async stretchesAround(
    chain: ChainId,
    accounts: readonly AccountId[],
    height: number,
    asset?: AssetId,
  ): Promise<ReadonlyMap<AccountId, HeightRange>> {
    const { organisationId } = this.task;
    const coverage = await this.context.ledger.coverageOf(organisationId, chain, accounts);
    // What is not of the native coin is in the logs, which every source sees.
    const isToken = asset !== undefined && asset !== this.context.chains.chain(chain)?.nativeAsset;
    const stretches = accounts.flatMap((account) => {
      const seen = (coverage.get(account) ?? []).filter(
        ({ lacks }) => isToken || lacks.every((code) => hidesNothing.has(code)),
      );
      const around = mergeRanges(seen).find(
        ({ fromHeight, toHeight }) => fromHeight <= height && height <= toHeight,
      );
      return around ? [[account, around] as const] : [];
    });
    return new Map(stretches);
  }

  /** What the answer stands on; how far each account was looked at is said with it. */
  inputs(): InquiryInputs {
    const digests = digestsOfTransfers([...this.used.values()].sort(compareTransfers));
    return {
      ...{ heights: this.task.heights, listVersions: [], serviceVerdicts: [], categories: {} },
      engineVersion: this.context.engineVersion,
      ...{ transfersDigest: combinedDigest(digests), transferCount: digests.length },
    };
  }
}
