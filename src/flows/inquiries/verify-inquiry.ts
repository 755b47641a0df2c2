import type { Conversion } from '../../domain/conversion.ts';
import { differs, type Verification } from '../../domain/discrepancy.ts';
import { WagetraceError } from '../../domain/errors.ts';
import { canonicalJson, toJson } from '../../domain/json.ts';
import type { CandidateLooks } from '../candidates/candidate-looks.ts';
import { decodeConversions } from '../decode.ts';
import { withoutSources } from '../verify.ts';
import { citedConversions } from '../walk-conversions.ts';
import { recomputeAnswer } from './answer-inquiry.ts';
import type { ActiveSenders, CitedFacts, InquiryContext } from './answer-step.ts';
import type { InquiryInputs } from './inquiry.ts';
import { findBasis, findInquiry } from './store-inquiries.ts';

/**
 * Finds a stored answer again from the stored facts alone, with the lists, verdicts, categories
 * and heights that it cites, and names each part that differs; the transactions of conversions that
 * it cites are decoded and matched again. Nothing is read from a chain.
 * Throws `inquiry.not-found`, `inquiry.not-answered`.
 */
export async function verifyInquiry(
  context: InquiryContext,
  organisationId: string,
  inquiryId: string,
  signal: AbortSignal,
): Promise<Verification> {
  const { row, basis } = await context.database.tenant(organisationId, async (tx) => ({
    row: await findInquiry(tx, inquiryId),
    basis: await findBasis(tx, inquiryId),
  }));
  if (!row) throw new WagetraceError('inquiry.not-found', 'No such question');
  const { answer, heights, answeredAt } = row;
  if (answer === undefined || !heights || answeredAt === undefined) {
    throw new WagetraceError('inquiry.not-answered', 'This question has no answer to verify');
  }
  // CAST: every answer was stored with its inputs.
  const stored = answer as Record<string, unknown> & StoredAnswer;
  const { serviceVerdicts: verdicts, categories, listVersions } = stored.inputs;
  const conversions = decodeConversions<Conversion>(stored.inputs.conversions);
  // The database keeps the facts only; a chain must not be asked, or an altered fact could be healed.
  const offline = {
    ...{ ...context, chains: withoutSources(context.chains) },
    conversions: citedConversions(conversions, context),
  };
  const given = {
    cited: { verdicts, categories, conversions, basis, ...wagesOf(stored), ...looksOf(stored) },
    index: await context.lists.indexKnownAt(new Date(answeredAt), listVersions),
  };
  const found = await recomputeAnswer(offline, organisationId, { ...row, heights }, given, signal);
  // CAST: an answer is an object.
  const recomputed = toJson(found) as Record<string, unknown>;
  const parts = new Set([...Object.keys(stored), ...Object.keys(recomputed)]);
  const altered = [...parts].flatMap((part) =>
    differs('answer', part, textOf(stored[part]), textOf(recomputed[part])),
  );
  const rechecked = await context.conversions.recheck([], conversions);
  const discrepancies = [...altered, ...rechecked.discrepancies];
  return { id: inquiryId, holds: discrepancies.length === 0, discrepancies };
}

interface StoredAnswer {
  readonly inputs: InquiryInputs;
  readonly flows?: readonly string[];
  readonly activeSenders?: ActiveSenders;
  readonly looked?: CandidateLooks;
}

function wagesOf({ flows, activeSenders }: StoredAnswer): Partial<CitedFacts> {
  return flows && activeSenders ? { flows, activeSenders } : {};
}

function looksOf({ looked }: StoredAnswer): Partial<CitedFacts> {
  return looked ? { candidates: looked } : {};
}

function textOf(value: unknown): string {
  return value === undefined ? 'none' : canonicalJson(value);
}
