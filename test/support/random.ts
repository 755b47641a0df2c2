/** Small seeded generator (mulberry32), so that a failing run can be repeated from its seed. */
export function testRandom(seed: number): { between(low: number, high: number): number } {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { between: (low, high) => low + Math.floor(next() * (high - low + 1)) };
}

/** The seed of a test: from the environment to repeat a run, else drawn. Printed by the test. */
export function testSeed(): number {
  const given = process.env['WAGETRACE_TEST_SEED'];
  return given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}
