/** An operator at the desk of a test: what they read, and what they click. */
import { attempt, finishCall } from '../../src/desk/attempts.js';
import { hear } from '../../src/desk/call.js';
import { nextTask } from '../../src/desk/next.js';
import { scriptOf, type Script } from '../../src/desk/script.js';
import { addUser } from '../../src/discharge/users.js';
import type { DeskTaskDoc, UserDoc } from '../../src/store/documents.js';
import type { TestStage } from '../support/services.js';

export async function operators(stage: TestStage, names: readonly string[]): Promise<UserDoc[]> {
  const { services } = stage;
  if (!(await services.store.users.findOne({ _id: 'tic' })))
    await addUser(services, { name: 'tic', role: 'TIC', services: [], by: null });
  for (const name of names)
    if (!(await services.store.users.findOne({ _id: name })))
      await addUser(services, { name, role: 'operator', services: [], by: 'tic' });
  return services.store.users
    .find({ _id: { $in: [...names] } })
    .sort({ _id: 1 })
    .toArray();
}

let calls = 0;

/** Takes the next task, and somebody answers at the number. */
export class Call {
  private constructor(
    readonly stage: TestStage,
    readonly user: UserDoc,
    readonly task: DeskTaskDoc,
    readonly conversation: string,
    readonly at: Date,
  ) {}

  static async begin(stage: TestStage, user: UserDoc, address: string): Promise<Call> {
    const task = await nextTask(stage.services, user);
    if (!task) throw new Error('there is nothing to do');
    const at = new Date(stage.clock.now());
    const followed = await attempt(stage.services, stage.programme, task, {
      id: `call${(calls += 1)}`, by: user._id, result: 'answered', address,
    }); // prettier-ignore
    if (followed.is !== 'talking') throw new Error(`nobody talks: ${JSON.stringify(followed)}`);
    return new Call(stage, user, task, followed.conversation, at);
  }

  async script(): Promise<Script> {
    const script = await scriptOf(this.stage.services, this.conversation);
    if (!script) throw new Error('there is no script');
    return script;
  }

  /** Clicks what they hear; returns what is to be said next. */
  async hears(choice: string): Promise<Script> {
    return this.#hear({ choice, text: null });
  }
  async types(text: string): Promise<Script> {
    return this.#hear({ choice: null, text });
  }
  async #hear(said: { choice: string | null; text: string | null }): Promise<Script> {
    this.stage.pass(10_000);
    const { turn } = await this.script();
    if (!(await hear(this.stage.services, this.conversation, this.user._id, { ...said, turn })))
      throw new Error(`it was not heard: "${said.choice ?? said.text}"`);
    return this.script();
  }

  async over() {
    return finishCall(this.stage.services, this.stage.programme, this.task, this.user._id, this);
  }
}
