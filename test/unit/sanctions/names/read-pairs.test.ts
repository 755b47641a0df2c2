import { describe, expect, it } from 'vitest';
import { readPairs } from '../../../../bench/names/read-pairs.ts';

describe('a table of pairs of names', () => {
  it('is read whatever the order, the case and the number of its columns', () => {
    const text =
      '\ufeffSchema,IS_MATCH,name2,Name1,notes\nVessel,TRUE,"Ivan\nPetrov",Petrov,x\n\nThing,0,B,A';
    expect(readPairs(text)).toEqual({
      pairs: [
        {
          group: 'no group',
          schema: 'Vessel',
          name1: 'Petrov',
          name2: 'Ivan\nPetrov',
          isMatch: true,
        },
        { group: 'no group', schema: 'LegalEntity', name1: 'A', name2: 'B', isMatch: false },
      ],
      unreadable: [],
    });
  });

  it('tells the rows that cannot be scored, and scores the others', () => {
    const { pairs, unreadable } = readPairs('name1,name2,is_match\nA,,true\nA,B,perhaps\nA,B,no');
    expect(pairs).toHaveLength(1);
    expect(unreadable).toEqual(['row 1: A |  | true', 'row 2: A | B | perhaps']);
  });

  it('is refused where a column is not there', () => {
    expect(() => readPairs('name1,name2\nA,B')).toThrow('is_match');
  });
});
