import { WagetraceError } from './errors.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** CAIP-2 chain id, such as `eip155:1`. */
export type ChainId = Branded<'ChainId'>;
/**
 * CAIP-10 account id in canonical spelling, such as `eip155:1:0xab…`. Born only in `accounts/`
 * (or read back from the store); comparison is `===`.
 */
export type AccountId = Branded<'AccountId'>;
/** CAIP-19 asset id, such as `eip155:1/erc20:0xab…` or `eip155:1/slip44:60`. */
export type AssetId = Branded<'AssetId'>;

const chainPattern = /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/;
const accountPattern = /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}:[-.%a-zA-Z0-9]{1,128}$/;
const assetPattern = /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}\/[-a-z0-9]{3,8}:[-.%a-zA-Z0-9]{1,128}$/;

const examples = {
  chain: 'eip155:1',
  account: 'eip155:1:0x00000000219ab540356cbb839cbe05303d7705fa',
  asset: 'eip155:1/slip44:60',
};

function checked(pattern: RegExp, kind: keyof typeof examples, text: string): string {
  if (!pattern.test(text)) {
    const message = `Not a CAIP ${kind} id, such as ${examples[kind]}`;
    throw new WagetraceError(`caip.bad-${kind}`, message, {
      details: { value: text.slice(0, 160) },
    });
  }
  return text;
}

/** Checks the form of a CAIP-2 id. Throws `caip.bad-chain`. */
export function chainId(text: string): ChainId {
  // CAST: the pattern was just checked.
  return checked(chainPattern, 'chain', text) as ChainId;
}

/**
 * Checks the form of a CAIP-10 id, not its spelling: use `accounts/` for what a person typed.
 * Throws `caip.bad-account`.
 */
export function accountId(text: string): AccountId {
  // CAST: the pattern was just checked.
  return checked(accountPattern, 'account', text) as AccountId;
}

/** Checks the form of a CAIP-19 id. Throws `caip.bad-asset`. */
export function assetId(text: string): AssetId {
  // CAST: the pattern was just checked.
  return checked(assetPattern, 'asset', text) as AssetId;
}

/** The chain that was found last: most ids that are asked for one after the other are of one. */
let lastChain: ChainId | undefined;

/** The chain of an account or an asset. */
export function chainOf(id: AccountId | AssetId): ChainId {
  if (lastChain !== undefined && id.startsWith(lastChain)) {
    const behind = id[lastChain.length];
    if (behind === ':' || behind === '/') return lastChain;
  }
  // Behind the reference stands a colon in an account, a slash in an asset. Asked for every pot.
  const reference = id.indexOf(':') + 1;
  const colon = id.indexOf(':', reference);
  const slash = id.indexOf('/', reference);
  const end = slash >= 0 && (slash < colon || colon < 0) ? slash : colon;
  // CAST: every account and asset id begins with the id of its chain.
  const chain = (end < 0 ? id : id.slice(0, end)) as ChainId;
  // What has no colon is no chain, and would stand for chains that begin with it.
  if (reference > 0 && end >= 0) lastChain = chain;
  return chain;
}

/** The address part of a CAIP-10 id. */
export function addressOf(account: AccountId): string {
  return account.slice(chainOf(account).length + 1);
}
