import { z } from 'zod';

/**
 * The wire types of java-tron's HTTP API: https://tronprotocol.github.io/documentation-en/api/http/.
 * Addresses are hex with the prefix 41, but for those of logs, which lack it; amounts are JSON
 * numbers, read as text where they exceed 2^53.
 */

const hex64 = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/)
  .toLowerCase();
/** With the prefix, as nodes give it; base58 where `visible` was asked. */
const address = z.string().regex(/^(?:41[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33})$/);
const bareAddress = z
  .string()
  .regex(/^(?:41)?[0-9a-fA-F]{40}$/)
  .transform((text) => text.slice(-40).toLowerCase());
const amount = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,30}$/)])
  .transform((figure) => BigInt(figure));
const count = z.int().nonnegative();

/** Undefined for the empty object that nodes answer where there is nothing. */
export function orNothing<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.strictObject({}).transform(() => undefined)]);
}

export const wireHeader = z.object({
  blockID: hex64,
  block_header: z.object({
    raw_data: z.object({
      /** Left out for the first block. */
      number: count.default(0),
      /** Milliseconds. */
      timestamp: count.default(0),
      parentHash: hex64,
    }),
  }),
});

/** The contract of a transaction: what it asks for. Only fields that move value. */
const contractValue = z.object({
  owner_address: address.optional(),
  to_address: address.optional(),
  contract_address: address.optional(),
  amount: amount.optional(),
  /** TRC-10: the id as hex of its digits. */
  asset_name: z.string().optional(),
  call_value: amount.optional(),
  call_token_value: amount.optional(),
  token_id: z.union([z.int(), z.string()]).optional(),
  new_contract: z.object({ call_value: amount.optional() }).optional(),
});
export type ContractValue = z.infer<typeof contractValue>;

export const wireTransaction = z.object({
  txID: hex64,
  ret: z.array(z.object({ contractRet: z.string().optional() })).optional(),
  raw_data: z.object({
    contract: z
      .array(z.object({ type: z.string(), parameter: z.object({ value: contractValue }) }))
      .min(1),
    /** A memo, in hex. */
    data: z.string().optional(),
  }),
});
export type WireTransaction = z.infer<typeof wireTransaction>;

export const wireBlock = wireHeader.extend({
  transactions: z.array(wireTransaction).default([]),
});
export type WireBlock = z.infer<typeof wireBlock>;

export const wireInternal = z.object({
  caller_address: address,
  transferTo_address: address,
  callValueInfo: z
    .array(z.object({ callValue: amount.optional(), tokenId: z.string().optional() }))
    .default([]),
  rejected: z.boolean().optional(),
});

export const wireInfo = z.object({
  id: hex64,
  /** Energy and bandwidth together, in sun. */
  fee: amount.optional(),
  blockNumber: count,
  contract_address: address.optional(),
  receipt: z.object({ result: z.string().optional() }),
  /** `FAILED`; absent for success. */
  result: z.string().optional(),
  log: z
    .array(
      z.object({
        address: bareAddress,
        topics: z.array(hex64).max(4).default([]),
        data: z
          .string()
          .regex(/^(?:[0-9a-fA-F]{2})*$/)
          .toLowerCase()
          .default(''),
      }),
    )
    .default([]),
  internal_transactions: z.array(wireInternal).default([]),
  /** What a vote earned and was taken out, in sun. */
  withdraw_amount: amount.optional(),
});
export type WireInfo = z.infer<typeof wireInfo>;
