import type { UtxoTransaction } from '../../domain/utxo.ts';

/** Witness programs of 32 bytes: OP_8 holds all that lies in the extension block, OP_9 enters it. */
const holdsAll = /^5820[0-9a-f]{64}$/;
const enters = /^5920[0-9a-f]{64}$/;

/**
 * True for the transaction by which a block of Litecoin integrates its extension block (MWEB, LIP 2
 * and 3): it spends what entered and what lay there, and pays out what left. Whose is whose is
 * hidden inside, so it ends trails and proves no common owner, like a mix.
 */
export function integratesExtensionBlock({ inputs, outputs }: UtxoTransaction): boolean {
  if (!holdsAll.test(outputs[0]?.script ?? '') || inputs.length === 0) return false;
  return inputs.every(({ coin }) => {
    return coin !== undefined && (holdsAll.test(coin.script) || enters.test(coin.script));
  });
}
