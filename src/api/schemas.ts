import { z } from 'zod';
import { attributionMethods } from '../domain/flow.ts';
import { isPlainProse, isPlainText } from '../domain/plain-text.ts';
import {
  countryPattern,
  memoLengthMax,
  nameLengthMax,
  refPattern,
} from '../payroll/payout-input.ts';

/** Parts that several routes share. Every text and list has a limit. */
export const id = z.uuid().transform((text) => text.toLowerCase());
export const ref = z.string().regex(refPattern, 'up to 128 letters, digits and ._:@/+-');
/** Text on one line, such as a name. */
export const line = (max: number) =>
  z.string().trim().min(1).max(max).refine(isPlainText, { message: 'no control characters' });
export const name = line(nameLengthMax);
export const country = z.string().regex(countryPattern, 'an ISO 3166-1 alpha-2 code');
/** ISO 8601 has a year 0, which PostgreSQL has not. */
export const day = z.iso.date().refine((text) => text >= '0001', { message: 'no such day' });
export const reason = z
  .string()
  .trim()
  .min(3)
  .max(2_000)
  .refine(isPlainProse, { message: 'no control characters' });
export const chain = z.string().min(3).max(41);
export const accountText = z.string().min(3).max(300);
export const txHash = z
  .string()
  .min(8)
  .max(128)
  .regex(/^[0-9a-zA-Z]+$/, 'letters and digits alone');
export const method = z.enum(attributionMethods);

/** A CAIP-19 id, or a symbol that is allow-listed on the chain. */
export const assetText = z.string().min(1).max(200);
const base = z
  .string()
  .regex(/^\d{1,78}$/, 'base units, digits only')
  .transform(BigInt);

/** Limits of a trace; what is missing takes the default, up to the operator's ceiling. */
export const limitsBody = z.strictObject({
  minimumBase: base.optional(),
  hopsMax: z.int().min(1).max(50).optional(),
  horizonDays: z.int().min(1).max(1_825).optional(),
  transfersMax: z.int().min(1).max(500_000).optional(),
  potsMax: z.int().min(1).max(50_000).optional(),
});

/** The same without what was not given: absent is not undefined. */
export function withoutUndefined<Given extends object>(
  given: Given,
): { [Key in keyof Given]: Exclude<Given[Key], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  // CAST: the entries of the same object, without those that are undefined.
  return Object.fromEntries(entries) as { [Key in keyof Given]: Exclude<Given[Key], undefined> };
}

/** Nothing may be sent here. */
export const nothing = z.undefined({ error: 'nothing is taken here' });
export const noParams = z.strictObject({});
export const byId = z.object({ id });
export const byRef = z.object({ ref });

/** A wallet: a CAIP-10 account, or an address with its chain. */
export const wallet = z
  .strictObject({
    account: accountText.optional(),
    chain: chain.optional(),
    address: z.string().min(1).max(256).optional(),
    memo: z
      .string()
      .max(memoLengthMax)
      .refine(isPlainText, { message: 'no control characters' })
      .optional(),
  })
  .refine((given) => (given.account === undefined) !== (given.address === undefined), {
    message: 'Give either account, or address with chain',
  })
  .refine((given) => given.address === undefined || given.chain !== undefined, {
    message: 'An address needs its chain',
  });

export const pageLimit = z.coerce.number().int().min(1).max(200).default(50);

/** A cursor that is the number of the last row of the page before. */
export const numberCursor = z
  .string()
  .regex(/^\d{1,15}$/, 'a cursor of an earlier page')
  .transform(Number);

/** Cursor paging. */
export const paging = z.strictObject({
  cursor: id.optional(),
  limit: pageLimit,
});

/** `{items, nextCursor}`; no cursor on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}

/** The page that was asked for: one more row than `limit` was read to know whether another follows. */
export function toPage<Row extends { readonly id: string }>(rows: readonly Row[], limit: number) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
}
