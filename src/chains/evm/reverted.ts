/** Geth's code, and others' after it, of a call that was undone. */
const revertCode = 3;
const undone = /^(?:vm )?execution (?:reverted|error)/i;

/**
 * True for the error of a call that its contract undid. What follows in the message is that
 * contract's own words, and says nothing of the provider.
 */
export function isReverted(code: number | undefined, message: string): boolean {
  return code === revertCode || undone.test(message);
}
