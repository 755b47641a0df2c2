/** Bytes of typed arrays that are held, after a collection where node allows it (--expose-gc). */
export function arrayBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().arrayBuffers;
}
