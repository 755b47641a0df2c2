import type { Transaction } from '../../database/database.ts';
import type { AccountId } from '../../domain/caip.ts';
import type { Conversion } from '../../domain/conversion.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { Candidates } from '../../ports/candidates.ts';
import type { Labels } from '../../ports/labels.ts';
import type { WantedReading } from '../../ports/readings.ts';
import type { SanctionsIndex } from '../../ports/sanctions-index.ts';
import type { CandidateLooks } from '../candidates/candidate-looks.ts';
import type { FlowContext } from '../context.ts';
import type { ReadingFailures } from '../reading-failures.ts';
import type { AnswerBasis } from './answer-basis.ts';
import type { InquiryHeights } from './inquiry.ts';

/** What answering stands on. */
export interface InquiryContext extends FlowContext {
  readonly labels: Pick<Labels, 'categoriesOf' | 'labelsOf' | 'accountsOf'>;
  readonly candidates: Candidates;
}

/** How many accounts sent an asset, as far as the ledger knew. */
export interface ActiveSenders {
  readonly senders: number;
  /** `accounts-read`: of the accounts that were read only, so that there are more in truth. */
  readonly coverage: 'whole-chain' | 'accounts-read';
  /** There were more transfers than were looked at. */
  readonly truncated: boolean;
}

/** What a stored answer was found with, in place of what is known now. */
export interface CitedFacts {
  readonly verdicts: readonly ServiceVerdict[];
  readonly categories: Readonly<Record<AccountId, string>>;
  readonly conversions?: readonly Conversion[];
  /** Flows of wages that were looked at, and how many sent the asset then. */
  readonly flows?: readonly string[];
  readonly activeSenders?: ActiveSenders;
  readonly basis?: AnswerBasis | undefined;
  /** Where candidates were looked for. */
  readonly candidates?: CandidateLooks;
}

/** One try to answer one question. */
export interface InquiryTask<Question> {
  readonly organisationId: string;
  readonly id: string;
  readonly question: Question;
  readonly heights: InquiryHeights;
  /** Keeps the ends of all chains once more of them are fixed, before anybody looks by them. */
  readonly onHeights?: (heights: InquiryHeights) => Promise<void>;
  readonly index: SanctionsIndex;
  readonly failures: ReadingFailures;
  /** Given when verifying: then nothing is asked of a chain, and nothing is stored. */
  readonly cited?: CitedFacts;
  readonly signal: AbortSignal;
}

/** `heights`: where the ends of more chains became fixed, all of them. */
export type InquiryStep = { readonly heights?: InquiryHeights } & InquiryProgress;

type InquiryProgress =
  | { readonly state: 'reading'; readonly wanted: readonly WantedReading[] }
  | {
      readonly state: 'answered';
      readonly answer: object;
      /** What is kept with the answer and not shown. */
      readonly basis?: AnswerBasis;
      /** What is stored with the answer, such as alerts. */
      readonly alongside?: (tx: Transaction) => Promise<void>;
    };
