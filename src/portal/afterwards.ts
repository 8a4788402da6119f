/**
 * What is done once the answer has left: a code that is sent, a task for the desk. So the answer takes as long for a number that we have as for
 * one that nobody has.
 */
import type { Response } from 'express';
import type { Services } from '../turn/services.js';

export class Afterwards {
  readonly #services: Services;
  readonly #working = new Set<Promise<void>>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** Runs when the answer is out; what fails is logged by its name, and the person asks again. */
  run(response: Response, work: () => Promise<unknown>): void {
    response.once('close', () => {
      const working = work().then(
        () => undefined,
        (error: Error) =>
          this.#services.log.error({ error: error.name }, 'the portal could not do what it had promised'),
      );
      this.#working.add(working);
      void working.finally(() => this.#working.delete(working));
    });
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }
}
