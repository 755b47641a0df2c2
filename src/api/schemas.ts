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
export const day = z.iso.date();
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
  .regex(/^[0-9a-zA-Z]+$/);
export const method = z.enum(attributionMethods);

/** Nothing may be sent here. */
export const nothing = z.undefined();
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
