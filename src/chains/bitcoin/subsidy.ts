/** What a network pays for a block: the first reward, halved every so many blocks. */
export interface SubsidySchedule {
  readonly network: string;
  readonly firstBase: bigint;
  readonly halvingBlocks: number;
}

const fiftyCoins = 5_000_000_000n;

function schedule(network: string, halvingBlocks: number): SubsidySchedule {
  return { network, firstBase: fiftyCoins, halvingBlocks };
}

/**
 * By the magic of the network's block files. Bitcoin's and Litecoin's regtest have the same magic
 * and schedule; Bitcoin Cash writes its files with Bitcoin's.
 */
const schedules: ReadonlyMap<string, SubsidySchedule> = new Map([
  ['f9beb4d9', schedule('bitcoin', 210_000)],
  ['0b110907', schedule('bitcoin testnet3', 210_000)],
  ['1c163f28', schedule('bitcoin testnet4', 210_000)],
  ['0a03cf40', schedule('bitcoin signet', 210_000)],
  ['fabfb5da', schedule('regtest', 150)],
  ['fbc0b6db', schedule('litecoin', 840_000)],
  ['fdd2c8f1', schedule('litecoin testnet4', 840_000)],
]);

/** Undefined for a network that is not known here: its rewards follow another rule. */
export function subsidyScheduleOf(magic: string): SubsidySchedule | undefined {
  return schedules.get(magic);
}

/** New coins of the block at a height, satoshi. */
export function subsidyBase({ firstBase, halvingBlocks }: SubsidySchedule, height: number): bigint {
  return firstBase >> BigInt(Math.floor(height / halvingBlocks));
}
