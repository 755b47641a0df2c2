import { describe, expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Conversion, DeclaredEnd } from '../../../src/domain/conversion.ts';
import { declaredAccounts, unscreenedReasons } from '../../../src/flows/declared-recipients.ts';

const chain = chainId('eip155:1');
const source = {
  ...{ chain, tx: 't', time: '2026-01-01T00:00:00.000Z', amountBase: 1n, transferKeys: [] },
  ...{ account: accountId('eip155:1:0xa'), asset: assetId('eip155:1/slip44:60') },
};
const told = (declared: DeclaredEnd): Conversion => ({
  ...{ kind: 'bridge', protocol: 'p', source, destinations: [], fees: [], declared },
  pending: { reason: 'unsupported-chain' },
});
const codesOf = (conversion: Conversion) => unscreenedReasons([conversion]).map(({ code }) => code);

describe('declared recipients', () => {
  it('are read by the encoding of their address where the event does not tell the chain', () => {
    const evm = told({ recipient: { raw: `0x${'0f'.repeat(20)}`, family: 'evm' } });
    expect(declaredAccounts(evm)).toEqual([`eip155:1:0x${'0f'.repeat(20)}`]);
    const tron = told({
      recipient: { raw: 'TU4tDFRvcKhAZ1jdihojmBWZqvJhQCnJ4F', family: 'unknown' },
    });
    expect(declaredAccounts(tron)).toEqual(['tron:0x2b6653dc:TU4tDFRvcKhAZ1jdihojmBWZqvJhQCnJ4F']);
    expect(codesOf(evm)).toEqual([]);
  });

  it('that are no address are said not to be screened', () => {
    const odd = told({ chainRaw: '77', recipient: { raw: 'nobody.near', family: 'unknown' } });
    expect(declaredAccounts(odd)).toEqual([]);
    expect(codesOf(odd)).toEqual(['declared-recipient-unreadable']);
  });

  it('that are token accounts leave their owner unscreened', () => {
    const solana = chainId('solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp');
    const raw = '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM';
    const account = accountId(`${solana}:${raw}`);
    const recipient = { account, raw, family: 'solana', tokenAccount: true } as const;
    expect(codesOf(told({ chain: solana, recipient }))).toEqual(['declared-owner-unknown']);
  });
});
