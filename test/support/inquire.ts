import { answerInquiry } from '../../src/flows/inquiries/answer-inquiry.ts';
import type { InquiryContext } from '../../src/flows/inquiries/answer-step.ts';
import type { InquiryQuestion, InquiryRow } from '../../src/flows/inquiries/inquiry.ts';
import { findInquiry, insertInquiry } from '../../src/flows/inquiries/store-inquiries.ts';
import { readAccountStretch } from '../../src/flows/read-account.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { FlowWorld } from './flow-world.ts';

/** Asks and answers as a worker would, reading what is wanted; the row and its stored answer. */
export async function inquire(
  { core, organisationId }: Pick<FlowWorld, 'core' | 'organisationId'>,
  question: InquiryQuestion,
  context: InquiryContext = core.inquiries,
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
): Promise<InquiryRow & { readonly answer?: any }> {
  const id = systemClock.id();
  const { signal } = new AbortController();
  await core.database.tenant(organisationId, (tx) =>
    insertInquiry(tx, organisationId, { id, question, at: systemClock.now() }),
  );
  for (;;) {
    const outcome = await answerInquiry(context, organisationId, id, signal);
    if (outcome.state === 'done') break;
    for (const readingId of outcome.readings) {
      await readAccountStretch(context, readingId, { worker: id, last: true, signal });
    }
  }
  const row = await core.database.tenant(organisationId, (tx) => findInquiry(tx, id));
  if (!row) throw new Error('the question is gone');
  return row;
}
