/** Lists repeat their words. More different ones than this are in no list. */
const rememberedMax = 50_000;

/** The same function, which remembers its answers; all are forgotten when there are too many. */
export function remembering<Answer>(answer: (word: string) => Answer): (word: string) => Answer {
  const remembered = new Map<string, Answer>();
  return (word) => {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const found = answer(word);
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(word, found);
    return found;
  };
}
