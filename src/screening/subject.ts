import { readAccountWithMemo } from '../accounts/account.ts';
import { chainId } from '../domain/caip.ts';
import type { ScreeningSubject } from '../domain/decision.ts';
import { isWagetraceError } from '../domain/errors.ts';

/** A wallet as it was given: a CAIP-10 account, or an address with its chain. */
export interface GivenWallet {
  readonly account?: string | undefined;
  readonly chain?: string | undefined;
  readonly address?: string | undefined;
  readonly memo?: string | undefined;
}

/** Longest spelling that is kept of what was given. */
const givenLengthMax = 300;

/**
 * Reads what was given into a subject. An address that its chain cannot read is a subject
 * without account, which the policy sends to review: it is a fact about a payout, not a fault
 * of the call. A memo inside the spelling (an XRP X-address) counts unless one is given beside it.
 */
export function subjectOf(given: GivenWallet): ScreeningSubject {
  const spelling = given.account ?? `${given.chain ?? ''}:${given.address ?? ''}`;
  const subject = { given: spelling.slice(0, givenLengthMax) };
  const ownMemo = given.memo === undefined ? {} : { memo: given.memo };
  try {
    const [namespace = '', reference = '', ...rest] = spelling.trim().split(':');
    const chain = chainId(given.account ? `${namespace}:${reference}` : (given.chain ?? ''));
    const address = given.account ? rest.join(':') : (given.address ?? '');
    return { ...subject, ...readAccountWithMemo(chain, address), ...ownMemo };
  } catch (error) {
    if (!isWagetraceError(error)) throw error;
    return { ...subject, ...ownMemo };
  }
}
