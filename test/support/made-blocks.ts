import { Block, Transaction } from 'bitcoinjs-lib';

export const madeSubsidyBase = 5_000_000_000n;
export const madeScript = Buffer.from('51', 'hex');

/** A coinbase that takes the subsidy, or so much. */
export function coinbase(text: string, amountBase = madeSubsidyBase): Transaction {
  const made = new Transaction();
  made.addInput(Buffer.alloc(32), 0xffffffff, 0xffffffff, Buffer.from(text));
  made.addOutput(madeScript, amountBase);
  return made;
}

/** One block upon the other; nobody here checks the work. */
export function chainOf(contents: readonly (readonly Transaction[])[]): Buffer[] {
  let prevHash: Uint8Array = Buffer.alloc(32);
  return contents.map((transactions, height) => {
    const block = new Block();
    block.prevHash = prevHash;
    block.timestamp = 1_290_000_000 + height;
    block.bits = 0x207fffff;
    block.transactions = [...transactions];
    block.merkleRoot = Block.calculateMerkleRoot([...transactions]);
    prevHash = block.getHash();
    return Buffer.from(block.toBuffer());
  });
}
