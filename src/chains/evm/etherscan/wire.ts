import { z } from 'zod';
import { address, hash, withdrawal } from '../wire.ts';

/** The rows of Etherscan's API v2: https://docs.etherscan.io/api-reference. Figures are decimal text. */

const decimal = z.string().regex(/^\d{1,78}$/);
const amount = decimal.transform((text) => BigInt(text));
const figure = decimal.transform(Number).pipe(z.int().nonnegative());
const optionalAddress = z.union([address, z.literal('')]);
/** Hex, with `0x` alone for zero. */
const hexFigure = z
  .string()
  .regex(/^0x[0-9a-fA-F]{0,13}$/)
  .transform((text) => (text === '0x' ? 0 : Number(text)));

export const envelope = z.union([
  z.object({ status: z.string(), message: z.string().nullish(), result: z.unknown() }),
  z.object({ jsonrpc: z.string(), result: z.unknown() }),
  z.object({ jsonrpc: z.string(), error: z.object({ message: z.string().catch('') }) }),
]);

const minedRow = z.object({
  blockNumber: figure,
  blockHash: hash,
  timeStamp: figure,
  hash,
  transactionIndex: figure,
  from: address,
  to: optionalAddress,
  value: amount,
  input: z.string().catch('0x'),
  contractAddress: optionalAddress.nullish(),
  gasPrice: z.union([amount, z.literal('').transform(() => 0n)]),
  gasUsed: amount,
  isError: z.enum(['0', '1']),
  /** Empty before Byzantium. */
  txreceipt_status: z.string().optional(),
});
export type TransactionRow = z.infer<typeof minedRow>;

/**
 * Allocations of the first block are listed too, from `GENESIS`. No transaction made them and no
 * node tells of them: they are an opening balance, and move nothing here.
 */
const genesisRow = z.object({ blockNumber: z.literal('0'), from: z.literal('GENESIS') }).transform(
  (): TransactionRow => ({
    ...{ blockNumber: 0, timeStamp: 0, transactionIndex: 0, input: '0x', isError: '0' },
    ...{ blockHash: nowhere, hash: nowhere, from: nobody, to: nobody, contractAddress: '' },
    ...{ value: 0n, gasPrice: 0n, gasUsed: 0n },
  }),
);
const nowhere = `0x${'0'.repeat(64)}`;
const nobody = `0x${'0'.repeat(40)}`;

export const transactionRow = z.union([minedRow, genesisRow]);

export const internalRow = z.object({
  blockNumber: figure,
  timeStamp: figure,
  /** Etherscan's name; absent when asked for one transaction. */
  hash: hash.optional(),
  /** Blockscout's name. */
  transactionHash: hash.optional(),
  from: address,
  to: optionalAddress,
  contractAddress: optionalAddress.nullish(),
  value: amount,
  type: z.string(),
  callType: z.string().optional(),
  /** Blockscout: place in the trace. */
  index: figure.optional(),
  isError: z.enum(['0', '1']),
});
export type InternalRow = z.infer<typeof internalRow>;

/** A withdrawal of a validator. */
export const withdrawalRow = z
  .object({ withdrawalIndex: figure, blockNumber: figure, address, amount })
  .transform(({ withdrawalIndex: index, ...row }) => withdrawal({ index, ...row }));
export type WithdrawalRow = z.infer<typeof withdrawalRow>;

export const tokenRow = z.object({
  blockNumber: figure,
  blockHash: hash.optional(),
  hash,
  from: address,
  to: address,
  contractAddress: address,
  value: amount,
});
export type TokenRow = z.infer<typeof tokenRow>;

export const logRow = z.object({
  address,
  topics: z.array(hash.nullable()).transform((topics) => topics.filter((topic) => topic !== null)),
  data: z
    .string()
    .regex(/^0x(?:[0-9a-fA-F]{2})*$/)
    .toLowerCase(),
  blockNumber: hexFigure,
  blockHash: hash.optional(),
  timeStamp: hexFigure,
  logIndex: hexFigure,
  transactionHash: hash,
  transactionIndex: hexFigure,
});
export type LogRow = z.infer<typeof logRow>;
