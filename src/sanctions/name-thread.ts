import { parentPort } from 'node:worker_threads';
import type { ListedParty } from '../domain/listed-party.ts';
import type { NamedSubject } from '../domain/name-match.ts';
import { type PartyAnswer, PartySearch } from './party-search.ts';

/** What a thread is told: parties in parts, that these are all, and whom to search. */
export type ThreadRequest =
  | { readonly kind: 'add'; readonly parties: readonly ListedParty[] }
  | { readonly kind: 'build' }
  | { readonly kind: 'search'; readonly subjects: readonly NamedSubject[] };

/** One answer for each request, in order. */
export type ThreadAnswer = readonly PartyAnswer[];

/** The life of a thread: it is fed once, builds once, and then searches until it is ended. */
const parties: ListedParty[] = [];
let search: PartySearch | undefined;

parentPort?.on('message', (request: ThreadRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer(request: ThreadRequest): ThreadAnswer {
  if (request.kind === 'add') {
    parties.push(...request.parties);
    return [];
  }
  if (request.kind === 'build') {
    search = new PartySearch(parties.splice(0));
    return [];
  }
  return request.subjects.map((subject) => {
    if (!search) throw new TypeError('searched before it was built');
    return search.find(subject);
  });
}
