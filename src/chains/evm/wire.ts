import { z } from 'zod';

/** The wire types of Ethereum's JSON-RPC: https://ethereum.github.io/execution-apis/. */

const hexQuantity = z.string().regex(/^0x[0-9a-fA-F]{1,64}$/);
export const quantity = hexQuantity.transform((text) => BigInt(text));
/** A quantity that counts: heights, indices, seconds. */
export const count = hexQuantity.transform(Number).pipe(z.int().nonnegative());
export const hash = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .toLowerCase();
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .toLowerCase();
const bytes = z
  .string()
  .regex(/^0x(?:[0-9a-fA-F]{2})*$/)
  .toLowerCase();

export const wireLog = z.object({
  address,
  topics: z.array(hash).max(4),
  data: bytes,
  blockNumber: count,
  blockHash: hash,
  /** Newer nodes give it; it saves the reading of the block. */
  blockTimestamp: count.optional(),
  transactionHash: hash,
  transactionIndex: count,
  logIndex: count,
  /** True for a log that a reorg took back. */
  removed: z.boolean().optional(),
});
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
  from: address,
  to: address.nullish(),
  value: quantity,
  input: bytes,
});
export type WireTransaction = z.infer<typeof wireTransaction>;

const wireWithdrawal = z.object({ index: count, address, amount: quantity });

export const wireBlock = wireHeader.extend({
  transactions: z.array(wireTransaction),
  /** EIP-4895; amounts in gwei. */
  withdrawals: z.array(wireWithdrawal).optional(),
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
