import { readAccount, recogniseAddress } from '../accounts/account.ts';
import type { AccountFamily } from '../accounts/account-family.ts';
import { type AccountId, chainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion } from '../domain/conversion.ts';
import type { DeclaredParty } from '../domain/leg.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';

/** Where an address is looked up whose chain the event does not tell: lists go by the key alone. */
const homeOfFamily: Readonly<Partial<Record<AccountFamily, ReturnType<typeof chainId>>>> = {
  evm: chainId('eip155:1'),
  tron: chainId('tron:0x2b6653dc'),
  solana: chainId('solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'),
  bitcoin: chainId('bip122:000000000019d6689c085ae165831e93'),
};

/** The accounts that a declared receiver can be: one, unless the event does not tell the chain. */
export function declaredAccounts({ declared }: Conversion): readonly AccountId[] {
  const recipient = declared?.recipient;
  if (!recipient) return [];
  return recipient.account ? [recipient.account] : accountsOfText(recipient);
}

function accountsOfText({ raw }: DeclaredParty): AccountId[] {
  return recogniseAddress(raw).flatMap(({ family, checksum }) => {
    const home = homeOfFamily[family];
    return home && checksum !== 'wrong' ? [readAccount(home, raw)] : [];
  });
}

/** Listings in force that name whom the source event declares, whether or not anything arrived there. */
export function declaredMatches(index: SanctionsIndex, conversion: Conversion): ListingMatch[] {
  return declaredAccounts(conversion)
    .flatMap((account) => [...index.matchesOf(account)])
    .filter(({ kind }) => kind !== 'formerly-listed');
}

/** What could not be screened of declared receivers. */
export function unscreenedReasons(conversions: readonly Conversion[]): IncompleteReason[] {
  const codes = new Map<string, IncompleteReason>();
  for (const conversion of conversions) {
    const recipient = conversion.pending && conversion.declared?.recipient;
    if (!recipient) continue;
    if (declaredAccounts(conversion).length === 0) {
      codes.set('declared-recipient-unreadable', {
        code: 'declared-recipient-unreadable',
        message:
          'A bridge was told to pay to a text that is no address known here: it is not screened',
      });
    }
    if (recipient.tokenAccount) {
      codes.set('declared-owner-unknown', {
        code: 'declared-owner-unknown',
        message: 'A bridge was told to pay to a token account, whose owner is not screened',
      });
    }
  }
  return [...codes.values()];
}
