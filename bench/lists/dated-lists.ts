import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A line of `sanctioned_addresses_SYMBOL.txt`: `address`, `address;name` or `address;"name;aka;aka"`. */
export interface DatedEntry {
  readonly symbol: string;
  readonly raw: string;
  readonly names: readonly string[];
}

export interface DatedList {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly entries: readonly DatedEntry[];
}

function namesOf(text: string): string[] {
  const quoted = /^"(.*)"$/.exec(text)?.[1];
  const parts = quoted === undefined ? [text] : quoted.replaceAll('""', '"').split(';');
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

async function readFolder(folder: string): Promise<DatedEntry[]> {
  const entries: DatedEntry[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const symbol = /^sanctioned_addresses_([A-Za-z0-9]+)\.txt$/.exec(file)?.[1];
    if (!symbol) continue;
    const lines = (await readFile(join(folder, file), 'utf8')).split(/\r?\n/);
    for (const line of lines) {
      if (line.trim() === '') continue;
      const at = line.indexOf(';');
      const raw = (at < 0 ? line : line.slice(0, at)).trim();
      entries.push({ symbol, raw, names: at < 0 ? [] : namesOf(line.slice(at + 1).trim()) });
    }
  }
  return entries;
}

/** The dated folders of `<data>/ofac-addresses` (or of `data` itself), oldest first. */
export async function readDatedLists(data: string): Promise<DatedList[]> {
  const inside = join(data, 'ofac-addresses');
  const root = (await readdir(data)).includes('ofac-addresses') ? inside : data;
  const dates = (await readdir(root)).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name)).sort();
  if (dates.length === 0) throw new Error(`no folder named by a date under ${root}`);
  return await Promise.all(
    dates.map(async (date) => ({ date, entries: await readFolder(join(root, date)) })),
  );
}
