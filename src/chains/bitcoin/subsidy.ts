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

const bitcoin = 210_000;
const regtest = 150;
const litecoin = 840_000;

/**
 * By the magic of the network's block files. Bitcoin's and Litecoin's regtest have the same magic
 * and schedule; Bitcoin Cash writes its files with Bitcoin's.
 */
const byMagic: ReadonlyMap<string, SubsidySchedule> = new Map([
  ['f9beb4d9', schedule('bitcoin', bitcoin)],
  ['0b110907', schedule('bitcoin testnet3', bitcoin)],
  ['1c163f28', schedule('bitcoin testnet4', bitcoin)],
  ['0a03cf40', schedule('bitcoin signet', bitcoin)],
  ['fabfb5da', schedule('regtest', regtest)],
  ['fbc0b6db', schedule('litecoin', litecoin)],
  ['fdd2c8f1', schedule('litecoin testnet4', litecoin)],
  ['f9beb4fe', schedule('namecoin', bitcoin)],
  ['fabfb5fe', schedule('namecoin testnet', bitcoin)],
]);

/** By the hash of the genesis block: a signet of one's own has a magic of its own. */
const byGenesis: ReadonlyMap<string, SubsidySchedule> = new Map([
  [
    '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
    schedule('bitcoin', bitcoin),
  ],
  [
    '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
    schedule('bitcoin signet', bitcoin),
  ],
  [
    '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
    schedule('regtest', regtest),
  ],
  [
    '530827f38f93b43ed12af0b3ad25a288dc02ed74d6d7857862df51fc56c416f9',
    schedule('litecoin regtest', regtest),
  ],
  [
    '12a765e31ffd4059bada1e25190f6e98c99d9714d334efa41a195a7e7e04bfe2',
    schedule('litecoin', litecoin),
  ],
]);

/**
 * The schedule of a network by the magic of its block files, or by its genesis block. Undefined
 * for one that is not known here: its rewards follow another rule.
 */
export function subsidyScheduleOf(magic: string, genesisHash = ''): SubsidySchedule | undefined {
  return byMagic.get(magic) ?? byGenesis.get(genesisHash);
}

/** New coins of the block at a height, satoshi. */
export function subsidyBase({ firstBase, halvingBlocks }: SubsidySchedule, height: number): bigint {
  return firstBase >> BigInt(Math.floor(height / halvingBlocks));
}
