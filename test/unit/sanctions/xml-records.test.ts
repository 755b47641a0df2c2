import { describe, expect, it } from 'vitest';
import {
  childText,
  elementsAt,
  type XmlElement,
  xmlRecords,
} from '../../../src/sanctions/xml-records.ts';

async function* chunks(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, size?: number): Promise<XmlElement[]> {
  const records: XmlElement[] = [];
  for await (const record of xmlRecords(chunks(text, size), new Set(['r']))) records.push(record);
  return records;
}

describe('records of an XML document', () => {
  it('are the same however the bytes arrive, characters split among them', async () => {
    const text =
      '<l><r id="1"><n>김 상만 &amp; Ünal</n></r><x/><r><n><![CDATA[a<b]]></n><n>c</n></r></l>';
    for (const size of [1, 2, 3, 1000]) {
      const [first, second] = await read(text, size);
      expect(first && childText(first, 'n')).toBe('김 상만 & Ünal');
      expect(first?.attributes).toEqual({ id: '1' });
      expect(second && elementsAt(second, 'n').map((n) => n.text)).toEqual(['a<b', 'c']);
    }
  });

  it('are found by local name in any namespace', async () => {
    expect(await read('<p:l xmlns:p="u"><p:r p:a="1"/></p:l>')).toMatchObject([
      { name: 'r', attributes: { a: '1' } },
    ]);
  });

  it.each([
    [
      'a document type, where entities are declared',
      '<!DOCTYPE l [<!ENTITY a "b">]><l><r>&a;</r></l>',
    ],
    ['an unknown entity', '<l><r>&a;</r></l>'],
    ['a document that ends early', '<l><r><n>x</n></r>'],
    ['elements that do not match', '<l><r></l></r>'],
    ['bytes after the document', '<l></l><l></l>'],
    ['elements nested too deep', `${'<r>'.repeat(60)}${'</r>'.repeat(60)}`],
    ['nothing', ''],
  ])('refuse %s', async (_what, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'list.malformed' });
  });

  it('refuse bytes that are no UTF-8', async () => {
    async function* latin() {
      yield Buffer.from([0x3c, 0x6c, 0x3e, 0xe9, 0x3c, 0x2f, 0x6c, 0x3e]);
    }
    const all = xmlRecords(latin(), new Set(['r']));
    await expect(all.next()).rejects.toMatchObject({ code: 'list.malformed' });
  });

  it('refuse a record without end before it fills the memory', async () => {
    async function* endless() {
      yield Buffer.from('<l><r>');
      for (;;) yield Buffer.alloc(1_000_000, 'a');
    }
    const all = xmlRecords(endless(), new Set(['r']));
    await expect(all.next()).rejects.toMatchObject({ code: 'list.too-large' });
  });
});
