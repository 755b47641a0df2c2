import type { Database } from '../database/database.ts';
import type { Screening, ScreeningSubject } from '../domain/decision.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { NamedSubject, NameFacts } from '../domain/name-match.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Clock } from '../ports/clock.ts';
import type { NameScreening } from '../ports/name-screening.ts';
import type { ListedClusters } from './listed-clusters.ts';
import type { Screener } from './screener.ts';
import { findScreening, floorOf, storeScreenings } from './store.ts';
import type { GivenWallet } from './subject.ts';

/** Transactions in flight for one organisation; what comes meanwhile joins the next one. */
const flushesMax = 2;
/** Screenings stored by one transaction. */
const flushMax = 2_000;
/** How long an organisation's floor may be kept in memory. */
const floorAgeMs = 10_000;

interface ScreeningsDependencies {
  readonly database: Database;
  readonly screener: Screener;
  readonly names: NameScreening;
  readonly clusters: ListedClusters;
  readonly clock: Clock;
}

interface Waiting {
  readonly screenings: readonly Screening[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Desk {
  floor: readonly string[];
  floorAt: number;
  waiting: Waiting[];
  flushes: number;
  /** A flush will look at what waits when this turn of the event loop has taken in its requests. */
  due: boolean;
}

/**
 * Screens wallets on request. Decisions come from memory; each is stored before it is answered, and
 * those that arrive together share a transaction, so that durability costs little.
 */
export class Screenings {
  readonly #database: Database;
  readonly #screener: Screener;
  readonly #names: NameScreening;
  readonly #clusters: ListedClusters;
  readonly #clock: Clock;
  readonly #desks = new Map<string, Desk>();

  constructor({ database, screener, names, clusters, clock }: ScreeningsDependencies) {
    this.#database = database;
    this.#screener = screener;
    this.#names = names;
    this.#clusters = clusters;
    this.#clock = clock;
  }

  /** One screening for each wallet, in order, stored when this resolves. */
  async screen(actor: Actor, wallets: readonly GivenWallet[]): Promise<Screening[]> {
    const desk = await this.#deskOf(actor.organisationId);
    const source = wallets.length > 1 ? 'batch' : 'api';
    const subjects = wallets.map((given) => this.#screener.read(given));
    const clusters = await this.#clusters.search(actor.organisationId, subjects);
    const screenings = subjects.map((subject) =>
      this.#screener.subject(subject, desk.floor, source, { cluster: clusters.of(subject) }),
    );
    await this.#store(actor.organisationId, desk, screenings);
    return screenings;
  }

  /** The screening of a name, with the wallet of who bears it or on its own; stored as the others. */
  async screenName(actor: Actor, asked: NamedSubject, wallet?: GivenWallet): Promise<Screening> {
    const [names] = await this.#names.search([asked]);
    if (!names) throw new TypeError('A search gives one answer for each name');
    const desk = await this.#deskOf(actor.organisationId);
    const screening = wallet
      ? await this.#named(actor, this.#screener.read(wallet), desk, names)
      : this.#screener.name(names, desk.floor, 'api');
    await this.#store(actor.organisationId, desk, [screening]);
    return screening;
  }

  /** Throws `screening.not-found`, also for one of another organisation. */
  async get(actor: Actor, id: string): Promise<Screening> {
    const found = await this.#database.tenant(actor.organisationId, (tx) => findScreening(tx, id));
    if (!found) throw new WagetraceError('screening.not-found', 'No such screening');
    return found;
  }

  async #named(
    actor: Actor,
    subject: ScreeningSubject,
    { floor }: Desk,
    names: NameFacts,
  ): Promise<Screening> {
    const clusters = await this.#clusters.search(actor.organisationId, [subject]);
    return this.#screener.subject(subject, floor, 'api', { names, cluster: clusters.of(subject) });
  }

  #store(organisationId: string, desk: Desk, screenings: readonly Screening[]): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      desk.waiting.push({ screenings, resolve, reject });
      this.#flushSoon(organisationId, desk);
    });
  }

  /** Requests that arrive together are read one by one in one turn: the first does not go alone. */
  #flushSoon(organisationId: string, desk: Desk): void {
    if (desk.due) return;
    desk.due = true;
    setImmediate(() => {
      desk.due = false;
      this.#flush(organisationId, desk);
    });
  }

  async #deskOf(organisationId: string): Promise<Desk> {
    const now = this.#clock.now().getTime();
    const known = this.#desks.get(organisationId);
    if (known && now - known.floorAt < floorAgeMs) return known;
    const floor = await this.#database.tenant(organisationId, (tx) => floorOf(tx, organisationId));
    const desk = this.#desks.get(organisationId) ?? {
      floor,
      floorAt: now,
      waiting: [],
      flushes: 0,
      due: false,
    };
    desk.floor = floor;
    desk.floorAt = now;
    this.#desks.set(organisationId, desk);
    return desk;
  }

  #flush(organisationId: string, desk: Desk): void {
    while (desk.flushes < flushesMax && desk.waiting.length > 0) {
      const group = nextGroup(desk.waiting);
      desk.flushes++;
      const screenings = group.flatMap((one) => one.screenings);
      storeScreenings(this.#database, organisationId, this.#clock, screenings)
        .then(
          () => {
            for (const { resolve } of group) resolve();
          },
          (error: unknown) => {
            for (const { reject } of group) reject(error);
          },
        )
        .finally(() => {
          desk.flushes--;
          this.#flushSoon(organisationId, desk);
        });
    }
  }
}

/** Takes out those who waited longest, at most `flushMax` screenings but at least one caller's. */
function nextGroup(waiting: Waiting[]): Waiting[] {
  let callers = 0;
  let count = 0;
  while (callers < waiting.length && count < flushMax) {
    count += waiting[callers]?.screenings.length ?? 0;
    callers++;
  }
  return waiting.splice(0, callers);
}
