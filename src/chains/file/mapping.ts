import { z } from 'zod';
import { assetId, chainId } from '../../domain/caip.ts';
import { isWagetraceError } from '../../domain/errors.ts';

/** An id that says by its own error what is wrong with it. */
const caip = <T>(read: (text: string) => T) =>
  z.string().transform((text, context) => {
    try {
      return read(text);
    } catch (error) {
      if (!isWagetraceError(error)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });

const column = z.string().min(1).max(128);
const height = z.number().int().min(0);
const asset = z.object({
  id: caip(assetId),
  decimals: z.number().int().min(0).max(77),
});

/** Names of the file's columns. What is mapped must have a value in every row, but for `memo`. */
const columns = z.object({
  height: column,
  time: column,
  tx: column,
  from: column,
  to: column,
  amount: column,
  asset: column.optional(),
  /** Index of the transaction in its block. */
  txIndex: column.optional(),
  /** Index of the log in its block. */
  logIndex: column.optional(),
  /** Place within the transaction, as `Transfer.position` has it; needs `txIndex`. */
  position: column.optional(),
  memo: column.optional(),
  kind: column.optional(),
});

/** What the importing organisation declares that the file has all of. */
const covers = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nothing') }),
  z.object({
    kind: z.literal('accounts'),
    accounts: z.array(z.string()).min(1).max(10_000),
    fromHeight: height,
    toHeight: height,
  }),
  z.object({ kind: z.literal('whole'), fromHeight: height, toHeight: height }),
]);

/** How to read a file of transfers: exports of Dune, BigQuery or an explorer, or one's own. */
export const fileMapping = z
  .object({
    chain: caip(chainId),
    format: z.enum(['csv', 'jsonl']),
    delimiter: z.string().length(1).default(','),
    columns,
    /** `decimal`: amounts are in units of the asset (`12.5`); `base`: in its base units. */
    amounts: z.enum(['decimal', 'base']),
    /** The one asset of the file. */
    asset: asset.optional(),
    /** What the values of the asset column mean. A row with another value is an error. */
    assets: z.record(z.string(), asset).optional(),
    covers: covers.default({ kind: 'nothing' }),
  })
  .refine((m) => (m.asset === undefined) !== (m.columns.asset === undefined), {
    message: 'Give either one asset or a column of assets',
    path: ['asset'],
  })
  .refine((m) => m.columns.asset === undefined || m.assets !== undefined, {
    message: 'Say what the values of the asset column mean',
    path: ['assets'],
  })
  .refine((m) => m.columns.position === undefined || m.columns.txIndex !== undefined, {
    message: 'A place within the transaction orders nothing without the index of the transaction',
    path: ['columns', 'position'],
  })
  .refine((m) => m.columns.position === undefined || m.columns.logIndex === undefined, {
    message: 'Give either the log index or the position',
    path: ['columns', 'position'],
  })
  .refine((m) => m.covers.kind === 'nothing' || m.covers.fromHeight <= m.covers.toHeight, {
    message: 'The range ends before it begins',
    path: ['covers'],
  });

export type FileMapping = z.output<typeof fileMapping>;

/** Whether the file says where in its block each transfer stands. */
export function givesOrder({ columns: mapped }: FileMapping): boolean {
  return mapped.logIndex !== undefined || mapped.position !== undefined;
}
