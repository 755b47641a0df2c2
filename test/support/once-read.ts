import type { TransferLedger } from '../../src/ports/transfer-ledger.ts';

/** The ledger, during whose first reading of transfers something happens: the reader learns of it too late. */
export function onceRead(ledger: TransferLedger, happens: () => Promise<unknown>): TransferLedger {
  let pages = 0;
  return {
    append: ledger.append.bind(ledger),
    transaction: ledger.transaction.bind(ledger),
    coverageOf: ledger.coverageOf.bind(ledger),
    withdraw: ledger.withdraw.bind(ledger),
    transfersOf: async (query) => {
      const page = await ledger.transfersOf(query);
      pages += 1;
      if (pages === 1) await happens();
      return page;
    },
  };
}
