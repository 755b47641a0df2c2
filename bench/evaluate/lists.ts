import { readAccount } from '../../src/accounts/account.ts';
import { chainId } from '../../src/domain/caip.ts';
import { isWagetraceError } from '../../src/domain/errors.ts';
import type { Listing } from '../../src/domain/listing.ts';
import { diffListings } from '../../src/sanctions/diff.ts';
import type { ListProfile } from '../../src/sanctions/list-source.ts';
import { listingsOf } from '../../src/sanctions/listings-of.ts';
import { WalletIndex } from '../../src/sanctions/wallet-index.ts';
import type { SuiteOptions } from '../evaluate.ts';
import { type DatedList, readDatedLists } from '../lists/dated-lists.ts';
import { type Spelling, spellingsOf } from '../lists/spellings.ts';

const profile: ListProfile = {
  list: 'us-ofac-sdn',
  publisher: 'US Treasury, Office of Foreign Assets Control',
  jurisdiction: 'US',
  effect: 'block',
};
const missesShownMax = 20;

/** Every line as a listing, by the code that loads a published list. */
function load(list: DatedList): readonly Listing[] {
  const document = {
    published: list.date,
    records: list.entries.length,
    parties: [],
    identifiers: list.entries.map(({ symbol, raw, names: [party = '', ...aliases] }) => ({
      uid: party,
      party,
      aliases,
      programmes: [],
      declaredSymbol: symbol,
      raw,
    })),
  };
  return listingsOf(profile, document, `${list.date}T00:00:00.000Z`);
}

/** Of each line: a canonical account, a reason why not, or neither, which must not be. */
function account(list: DatedList, listings: readonly Listing[]) {
  const byEntry = new Map(listings.map((one) => [`${one.declaredSymbol} ${one.raw}`, one]));
  const found = list.entries.map(({ symbol, raw }) => byEntry.get(`${symbol} ${raw}`));
  const keys = found.flatMap((listing) => listing?.accountKey ?? []);
  const kept = found.filter((listing) => listing?.keptBecause !== undefined);
  return { keys: [...new Set(keys)], kept, unaccounted: found.length - keys.length - kept.length };
}

function isFound(index: WalletIndex, key: string, spelling: Spelling): boolean {
  try {
    const matches = index.matchesOf(readAccount(chainId(spelling.chain), spelling.text));
    return matches.some(
      ({ listing, kind }) => listing.accountKey === key && kind === spelling.kind,
    );
  } catch (error) {
    if (isWagetraceError(error)) return false;
    throw error;
  }
}

/** What the two oldest lists differ in, as the loading of a new version would find it. */
function compare(lists: readonly DatedList[]) {
  const [before, after] = lists;
  if (!before || !after) return { added: 0, removed: 0 };
  const diff = diffListings(
    load(before).map((listing, id) => ({ ...listing, id })),
    load(after),
    after.date,
  );
  const distinct = (listings: readonly Listing[]) =>
    new Set(listings.map(({ declaredSymbol, raw }) => `${declaredSymbol} ${raw}`)).size;
  return { added: distinct(diff.added), removed: distinct(diff.removed) };
}

/** Whether every listed wallet is read, and found by every spelling that means it. */
export async function run({ data }: SuiteOptions): Promise<{ json: object; report: string }> {
  const lists = await readDatedLists(data);
  const newest = lists.at(-1);
  if (!newest) throw new Error('no list');
  const listings = load(newest);
  const { keys, kept, unaccounted } = account(newest, listings);
  const index = new WalletIndex([], listings);
  const tried = keys.flatMap((key) => spellingsOf(key).map((spelling) => ({ key, spelling })));
  const missed = tried.filter(({ key, spelling }) => !isFound(index, key, spelling));
  const json = {
    entries: newest.entries.length,
    accounts: keys.length,
    keptWithReason: kept.length,
    unaccounted,
    ...compare(lists),
    spellingsTried: tried.length,
    spellingsFound: tried.length - missed.length,
  };
  const mismatches = listings.filter(({ declaredMismatch }) => declaredMismatch);
  const report = [
    `list of ${newest.date}: ${json.entries} entries, ${json.accounts} accounts, ${json.keptWithReason} kept with the reason, ${json.unaccounted} unaccounted for`,
    ...kept.map((one) => `  kept: ${one?.declaredSymbol} ${one?.raw}: ${one?.keptBecause}`),
    `declared as another chain: ${mismatches.length}`,
    ...mismatches.map((one) => `  ${one.declaredSymbol} ${one.raw} is ${one.accountKey}`),
    `${lists[0]?.date} to ${lists[1]?.date ?? '(none)'}: ${json.added} added, ${json.removed} removed`,
    `spellings: ${json.spellingsFound} of ${json.spellingsTried} found`,
    ...missed
      .slice(0, missesShownMax)
      .map(({ key, spelling }) => `  missed: ${key} as ${spelling.text} on ${spelling.chain}`),
  ];
  return { json, report: report.join('\n') };
}
