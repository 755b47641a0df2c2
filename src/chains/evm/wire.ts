import { z } from 'zod';

/** The wire types of Ethereum's JSON-RPC: https://ethereum.github.io/execution-apis/. */

const hashPattern = /^0x[0-9a-fA-F]{64}$/;
const addressPattern = /^0x[0-9a-fA-F]{40}$/;
const bytesPattern = /^0x(?:[0-9a-fA-F]{2})*$/;
/** Thirteen digits stay below 2^53. */
const countPattern = /^0x[0-9a-fA-F]{1,13}$/;

export const quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform((text) => BigInt(text));
/** A quantity that counts: heights, indices, seconds. */
export const count = z.string().regex(countPattern).transform(Number);
export const hash = z.string().regex(hashPattern).toLowerCase();
export const address = z.string().regex(addressPattern).toLowerCase();
const bytes = z.string().regex(bytesPattern).toLowerCase();

/** A log as it comes: hundreds of thousands are checked, so that they are converted in one step. */
const textualLog = z.object({
  address: z.string().regex(addressPattern),
  topics: z.array(z.string().regex(hashPattern)).max(4),
  data: z.string().regex(bytesPattern),
  blockNumber: z.string().regex(countPattern),
  blockHash: z.string().regex(hashPattern),
  /** Newer nodes give it; it saves the reading of the block. */
  blockTimestamp: z.string().regex(countPattern).optional(),
  transactionHash: z.string().regex(hashPattern),
  transactionIndex: z.string().regex(countPattern),
  logIndex: z.string().regex(countPattern),
  /** True for a log that a reorg took back. */
  removed: z.boolean().optional(),
});

export const wireLog = textualLog.transform((log) => ({
  address: log.address.toLowerCase(),
  topics: log.topics.map((topic) => topic.toLowerCase()),
  data: log.data.toLowerCase(),
  blockNumber: Number(log.blockNumber),
  blockHash: log.blockHash.toLowerCase(),
  blockTimestamp: log.blockTimestamp === undefined ? undefined : Number(log.blockTimestamp),
  transactionHash: log.transactionHash.toLowerCase(),
  transactionIndex: Number(log.transactionIndex),
  logIndex: Number(log.logIndex),
  removed: log.removed ?? false,
}));
export type WireLog = z.infer<typeof wireLog>;

export const wireHeader = z.object({
  number: count,
  hash,
  parentHash: hash,
  timestamp: count,
});
export type WireHeader = z.infer<typeof wireHeader>;

export const wireTransaction = z.object({
  hash,
  blockHash: hash,
  blockNumber: count,
  transactionIndex: count,
  /** EIP-2718; absent on nodes that know the oldest type alone. */
  type: count.optional(),
  from: address,
  to: address.nullish(),
  value: quantity,
  input: bytes,
  /** OP Stack: what a deposit from layer 1 credits its sender with. */
  mint: quantity.nullish(),
});
export type WireTransaction = z.infer<typeof wireTransaction>;

const weiPerGwei = 1_000_000_000n;

/** EIP-4895 gives amounts in gwei, alone of all. */
export function withdrawal<Row extends { readonly amount: bigint }>({ amount, ...row }: Row) {
  return { ...row, amountBase: amount * weiPerGwei };
}

const wireWithdrawal = z
  .object({ index: count, address, amount: quantity })
  .transform((row) => withdrawal(row));

export const wireBlock = wireHeader.extend({
  transactions: z.array(wireTransaction),
  withdrawals: z.array(wireWithdrawal).optional(),
  /** Avalanche: transfers between its chains, in an encoding of their own; `0x` without any. */
  blockExtraData: z.string().optional(),
});
export type WireBlock = z.infer<typeof wireBlock>;

export const wireReceipt = z.object({
  transactionHash: hash,
  transactionIndex: count,
  blockHash: hash,
  blockNumber: count,
  /** Absent before Byzantium. */
  status: count.optional(),
  gasUsed: quantity,
  effectiveGasPrice: quantity.optional(),
  contractAddress: address.nullish(),
  logs: z.array(wireLog),
  /** The part of the fee that OP Stack chains and Scroll charge for their data on Ethereum. */
  l1Fee: quantity.nullish(),
  /** EIP-4844. */
  blobGasUsed: quantity.nullish(),
  blobGasPrice: quantity.nullish(),
});
export type WireReceipt = z.infer<typeof wireReceipt>;

/** A frame of geth's `callTracer`. */
export interface WireFrame {
  readonly type: string;
  readonly from: string;
  readonly to?: string | undefined;
  readonly value?: bigint | undefined;
  readonly error?: string | undefined;
  readonly calls?: readonly WireFrame[] | undefined;
}
export const wireFrame: z.ZodType<WireFrame> = z.object({
  type: z.string(),
  from: address,
  to: address.optional(),
  value: quantity.optional(),
  error: z.string().optional(),
  get calls() {
    return z.array(wireFrame).optional();
  },
});
export const wireTracedBlock = z.array(z.object({ txHash: hash.optional(), result: wireFrame }));

/** An entry of OpenEthereum's flat traces, as Erigon, Nethermind and Reth give them. */
export const wireTrace = z.object({
  type: z.string(),
  action: z.object({
    callType: z.string().optional(),
    from: address.optional(),
    to: address.optional(),
    value: quantity.optional(),
    address: address.optional(),
    refundAddress: address.optional(),
    balance: quantity.optional(),
  }),
  result: z.object({ address: address.optional() }).nullish(),
  error: z.string().nullish(),
  traceAddress: z.array(z.int()),
  transactionHash: hash.nullish(),
});
export type WireTrace = z.infer<typeof wireTrace>;
