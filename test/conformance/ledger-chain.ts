import { randomUUID } from 'node:crypto';
import { accountId, assetId, chainId } from '../../src/domain/caip.ts';
import type { Coverage } from '../../src/domain/coverage.ts';
import type { Transfer } from '../../src/domain/transfer.ts';
import type {
  LedgerOwner,
  TransferLedger,
  TransferQuery,
} from '../../src/ports/transfer-ledger.ts';

export const shared: LedgerOwner = { shared: true };
const everywhere = { fromHeight: 0, toHeight: 1_000_000 };
let chains = 0;

export type LedgerChain = ReturnType<typeof ledgerChain>;

/** Words of a chain of its own, so that no test sees another's transfers. */
export function ledgerChain(ledger: TransferLedger) {
  chains += 1;
  const chain = chainId(`test:chain-${chains}`);
  const account = (who: string) => accountId(`${chain}:${who}`);
  const asset = (what: string) => assetId(`${chain}/erc20:${what}`);
  const transfer = (given: Partial<Transfer> = {}): Transfer => ({
    chain,
    height: 10,
    blockHash: '0xb10c',
    time: '2026-01-02T03:04:05.678Z',
    tx: '0xaa',
    txIndex: 3,
    position: 1_000_000,
    from: account('alice'),
    to: account('bob'),
    asset: asset('coin'),
    amountBase: 5n,
    kind: 'token',
    ...given,
  });
  const coverage = (given: Partial<Coverage> = {}): Coverage => ({
    chain,
    source: 'node',
    readAt: '2026-01-02T00:00:00.000Z',
    ...everywhere,
    ...given,
  });
  const store = async (transfers: readonly Transfer[], owner = shared) =>
    (await ledger.append({ owner, transfers, events: [], coverage: [] })).added;
  const cover = (ranges: readonly Coverage[], owner = shared) =>
    ledger.append({ owner, transfers: [], events: [], coverage: ranges });
  const read = (given: Partial<TransferQuery> = {}) =>
    ledger.transfersOf({
      organisationId: randomUUID(),
      chain,
      accounts: [account('alice')],
      range: everywhere,
      transfersMax: 100,
      ...given,
    });
  return { chain, account, asset, transfer, coverage, store, cover, read };
}
