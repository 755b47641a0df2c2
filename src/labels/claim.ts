import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readAccount, readAccountId } from '../accounts/account.ts';
import { chainId } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import { type LabelClaim, labelCategories } from '../domain/label.ts';
import { isPlainText } from '../domain/plain-text.ts';
import type { LabelInput } from '../ports/labels.ts';

const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(isPlainText, 'has control characters');

const claim = z.strictObject({
  account: text(300),
  chain: text(41).optional(),
  name: text(300),
  category: z.enum(labelCategories),
  entity: text(200).optional(),
  source: text(300),
  reference: text(2_000).optional(),
  confidence: z.int().min(0).max(100),
  date: z.iso.date(),
  expires: z.iso.date().optional(),
});

/**
 * Checks a claim and reads its account. Throws `label.bad-claim` with what is wrong, and as
 * `readAccount` for an account that is none of its chain.
 */
export function readClaim(given: Partial<Record<keyof LabelInput, unknown>>): LabelClaim {
  const parsed = claim.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`);
    throw new WagetraceError('label.bad-claim', faults.join('; ').slice(0, 500));
  }
  const { account, chain, entity, reference, expires, ...rest } = parsed.data;
  return {
    ...rest,
    account: chain === undefined ? readAccountId(account) : readAccount(chainId(chain), account),
    ...(entity === undefined ? {} : { entity }),
    ...(reference === undefined ? {} : { reference }),
    ...(expires === undefined ? {} : { expires }),
  };
}

/** sha256 of all that a claim says, by which the same claim is known again. */
export function digestOfClaim(claim: LabelClaim): Buffer {
  const { account, name, category, entity, source, reference, confidence, date, expires } = claim;
  const said = [account, name, category, entity, source, reference, confidence, date, expires];
  return createHash('sha256')
    .update(JSON.stringify(said.map((one) => one ?? null)))
    .digest();
}
