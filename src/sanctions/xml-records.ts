import { type SaxesOptions, SaxesParser, type SaxesTagPlain } from 'saxes';
import { isWagetraceError, messageOf, WagetraceError } from '../domain/errors.ts';

/** A record of a list as a small tree, by local names: publishers change their namespaces. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The element's own text, trimmed. */
  readonly text: string;
}

const depthMax = 48;
/** The greatest records are the reference values of SDN_ADVANCED. */
const recordCharsMax = 8_000_000;
const documentCharsMax = 1_000_000_000;

interface OpenElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

function malformed(code: string, message: string, cause?: unknown): WagetraceError {
  return new WagetraceError(code, message, cause === undefined ? {} : { cause });
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function localAttributes(tag: SaxesTagPlain): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tag.attributes).map(([name, value]) => [localName(name), value]),
  );
}

/** Collects the elements with the wanted names, whole, wherever they stand outside one another. */
class RecordReader {
  readonly #parser: SaxesParser<SaxesOptions & { xmlns: false }>;
  readonly #wanted: ReadonlySet<string>;
  readonly #open: OpenElement[] = [];
  #done: XmlElement[] = [];
  #root: { readonly name: string; readonly attributes: Record<string, string> } | undefined;
  #depth = 0;
  /** Characters since a record began or ended; the parser holds back what it cannot close. */
  #unclosedChars = 0;

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
    this.#parser = new SaxesParser({ xmlns: false, position: true });
    this.#parser.on('error', (error) => {
      throw error;
    });
    // A document type is what entities are declared in: no list has one.
    this.#parser.on('doctype', () => {
      throw malformed('list.malformed', 'The document declares a document type');
    });
    this.#parser.on('opentag', (tag) => this.#enter(tag));
    this.#parser.on('text', (text) => this.#text(text));
    this.#parser.on('cdata', (text) => this.#text(text));
    this.#parser.on('closetag', () => this.#leave());
  }

  write(text: string): XmlElement[] {
    this.#unclosedChars += text.length;
    this.#parser.write(text);
    if (this.#unclosedChars > recordCharsMax) {
      throw malformed('list.too-large', `A record holds more than ${recordCharsMax} characters`);
    }
    const done = this.#done;
    this.#done = [];
    return done;
  }

  close(): void {
    this.#parser.close();
  }

  get root() {
    return this.#root;
  }

  #enter(tag: SaxesTagPlain): void {
    this.#depth += 1;
    if (this.#depth > depthMax) {
      throw malformed('list.malformed', `Elements are nested deeper than ${depthMax}`);
    }
    const name = localName(tag.name);
    this.#root ??= { name, attributes: localAttributes(tag) };
    if (this.#open.length === 0 && !this.#wanted.has(name)) return;
    if (this.#open.length === 0) this.#unclosedChars = 0;
    this.#open.push({ name, attributes: localAttributes(tag), children: [], text: '' });
  }

  #text(text: string): void {
    const element = this.#open.at(-1);
    if (element) element.text += text;
  }

  #leave(): void {
    this.#depth -= 1;
    const element = this.#open.pop();
    if (this.#open.length === 0) this.#unclosedChars = 0;
    if (!element) return;
    const closed = { ...element, text: element.text.trim() };
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(closed);
    else this.#done.push(closed);
  }
}

/** A document with what its root element says, known once the records were read. */
export interface XmlDocument {
  readonly records: AsyncGenerator<XmlElement>;
  /** Attributes of the root. Throws `list.malformed` when it has another name. */
  root(): Readonly<Record<string, string>>;
}

/** Reads the records of a document whose root carries attributes, as `xmlRecords`. */
export function xmlRoot(
  chunks: AsyncIterable<Uint8Array>,
  rootName: string,
  wanted: readonly string[],
): XmlDocument {
  const reader = new RecordReader(new Set(wanted));
  return {
    records: readRecords(chunks, reader),
    root: () => {
      if (reader.root?.name === rootName) return reader.root.attributes;
      throw malformed('list.malformed', `The document is no ${rootName}`);
    },
  };
}

/**
 * Reads an XML document as a stream and gives each element with one of the wanted local names as
 * a tree. Entities beyond the five of XML are not expanded. Throws `list.malformed` for what is
 * not well-formed (also for a document that ends early) and `list.too-large` at a limit.
 */
export function xmlRecords(
  chunks: AsyncIterable<Uint8Array>,
  wanted: ReadonlySet<string>,
): AsyncGenerator<XmlElement> {
  return readRecords(chunks, new RecordReader(wanted));
}

async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  reader: RecordReader,
): AsyncGenerator<XmlElement> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let chars = 0;
  try {
    for await (const chunk of chunks) {
      const text = decoder.decode(chunk, { stream: true });
      chars += text.length;
      if (chars > documentCharsMax) {
        throw malformed('list.too-large', `The document exceeds ${documentCharsMax} characters`);
      }
      yield* reader.write(text);
    }
    yield* reader.write(decoder.decode());
    reader.close();
  } catch (error) {
    if (isWagetraceError(error)) throw error;
    throw malformed(
      'list.malformed',
      `The document is not well-formed: ${messageOf(error)}`,
      error,
    );
  }
}

/** The first child with this name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name);
}

/** The text of the first child with this name; undefined when there is none or it is empty. */
export function childText(element: XmlElement, name: string): string | undefined {
  return child(element, name)?.text || undefined;
}

/** The elements at the end of a path of names. */
export function elementsAt(element: XmlElement, ...path: readonly string[]): XmlElement[] {
  let level: XmlElement[] = [element];
  for (const name of path) {
    level = level.flatMap((parent) => parent.children.filter((one) => one.name === name));
  }
  return level;
}
