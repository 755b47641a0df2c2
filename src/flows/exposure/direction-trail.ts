import type { Conversion } from '../../domain/conversion.ts';
import type { TraceDirection } from '../../domain/flow.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { WantedReading } from '../../ports/readings.ts';
import type { PotTransfer } from '../../tracing/coin-transfers.ts';
import { wallsOf } from '../coin-walls.ts';
import { isCoinChain, storedCoins } from '../coins.ts';
import type { InquiryContext, InquiryTask } from '../inquiries/answer-step.ts';
import type { TrailFacts } from '../inquiries/trail-facts.ts';
import { receiverReadings } from '../receiver-readings.ts';
import { WalkConversions } from '../walk-conversions.ts';

/** What asking led to: transfers that carry what was found, or accounts to be read first. */
export type ConversionStep =
  | { readonly state: 'unchanged' }
  | { readonly state: 'changed'; readonly transfers: readonly PotTransfer[] }
  | { readonly state: 'reading'; readonly wanted: readonly WantedReading[] };

/** The conversions on one direction's way, asked for as the way goes. */
export class DirectionTrail {
  readonly direction: TraceDirection;
  readonly conversions: WalkConversions;
  readonly #context: InquiryContext;
  readonly #facts: TrailFacts;
  readonly #mayLearn: boolean;

  constructor(
    context: InquiryContext,
    { organisationId, signal, cited }: InquiryTask<unknown>,
    facts: TrailFacts,
    direction: TraceDirection,
  ) {
    this.direction = direction;
    this.conversions = new WalkConversions(context, organisationId, signal, direction);
    this.#context = context;
    this.#facts = facts;
    this.#mayLearn = !cited;
  }

  /** Asks what the transactions convert in which value left, or backwards came. */
  async ask(leaving: readonly PotTransfer[]): Promise<ConversionStep> {
    const facts = this.#facts;
    // What a listed account received, or gave, ends there, whatever its transaction did besides.
    const open = leaving.filter(
      ({ from, to }) => !facts.listed.has(this.direction === 'forward' ? to : from),
    );
    const shown = await this.conversions.ask(open);
    if (!shown) return { state: 'unchanged' };
    if (this.#mayLearn) facts.verdicts.push(...shown);
    const { used, provenAssets } = this.conversions;
    await facts.include(used, provenAssets);
    const { wanted, reasons } = await this.#receivers(used);
    if (wanted.length > 0) return { state: 'reading', wanted };
    facts.reasons.push(...reasons);
    const carriers = await this.#whole(this.conversions.carriers);
    const walls = this.direction === 'forward' ? [] : await wallsOf(this.#context, carriers);
    return { state: 'changed', transfers: await facts.add(carriers, walls) };
  }

  async #receivers(used: readonly Conversion[]) {
    if (this.direction === 'backward') return { wanted: [], reasons: [] };
    return await receiverReadings(this.#context, this.#facts.scope, used);
  }

  /** Where value sits in coins, the whole transactions instead of what stands for them. */
  async #whole(carriers: readonly Transfer[]): Promise<PotTransfer[]> {
    const inCoins = carriers.filter(({ chain }) => isCoinChain(this.#context, chain));
    const whole = await storedCoins(this.#context, inCoins);
    return [...carriers.filter((carrier) => !inCoins.includes(carrier)), ...whole];
  }
}
