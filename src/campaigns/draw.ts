/** Some people of a list, for a forecast. */
import type { Programme } from '../programmes/programme.js';
import { askingOrder, dialogEntry, yearAsDate } from './entries.js';
import { ownMobiles } from './exclusions.js';
import type { Drawn } from './forecast.js';
import type { Chosen } from './select.js';

/** So many of a list whose length nobody knows yet, evenly spread over it; the same list gives the same. */
export class Draw {
  readonly people: Drawn[] = [];
  #seen = 0;
  #every = 1;
  constructor(
    private readonly most: number,
    private readonly programme: Programme,
    /** yyyy-mm-dd */
    private readonly today: string,
  ) {}

  /** All of them at first; when there are too many every second, then every fourth … */
  look({ person, entries }: Chosen): void {
    const nth = this.#seen;
    this.#seen += 1;
    if (nth % this.#every !== 0) return;
    if (this.people.length === this.most) {
      for (let at = 0; at * 2 < this.most; at += 1) this.people[at] = this.people[at * 2] as Drawn;
      this.people.length = Math.ceil(this.most / 2);
      this.#every *= 2;
      if (nth % this.#every !== 0) return;
    }
    this.people.push({
      entries: [...entries]
        .sort(askingOrder(this.today))
        .map((entry) => dialogEntry(this.programme, entry, this.today)),
      mobiles: ownMobiles(person).length,
      birthYear: person.birthYear,
      bornOn: yearAsDate(person.birthYear),
      // Not the document: its sealed key would keep the whole answer of the database that it came in.
      home: { region: person.region, commune: person.commune },
    });
  }
}
