/** One list of rules for every channel: a new one adds a subject here, not tests of its own for what all must do (DESIGN §7). */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Channel } from '../../../src/domain/channel.js';
import { SEND_FAILURES } from '../../../src/domain/failure.js';
import { Switchboard, type ChannelPort, type OutboundMessage, type SendResult } from '../../../src/channels/port.js';

/** A message as the other side saw it. */
export interface Arrived {
  readonly to: string;
  /** What the person reads, without buttons and rows. */
  readonly text: string;
  /** Labels of buttons and rows. */
  readonly labels: readonly string[];
  /** Our id of the message, where the provider is told; null = it is not. */
  readonly reference: string | null;
}

/** A channel and what is at its other end. */
export interface Stage {
  readonly port: ChannelPort;
  arrived(): Promise<readonly Arrived[]>;
  close(): Promise<void>;
}

/**
 * `refused` no connection can be made · `closed` the request is read and the connection cut without an answer · `garbage` answered as
 * accepted, but unreadable · `busy` the provider says: not now.
 */
export const TROUBLES = ['refused', 'closed', 'garbage', 'busy'] as const;
export type Trouble = (typeof TROUBLES)[number];

export interface Subject {
  readonly id: string;
  readonly carries: readonly Channel[];
  readonly reaches: ChannelPort['reaches'];
  /** Whom the other end knows. */
  readonly person: string;
  readonly from: OutboundMessage['from'];
  /** Kind that may be sent: `reply` where the channel does not open. Default `first`. */
  readonly kind?: OutboundMessage['kind'];
  /** `text`: the words hold the numbers already when they come to the channel (SMS); `channel`: it writes them where it has no buttons. */
  readonly numbers: 'text' | 'channel';
  /** Whether the other side is told our id of the message. */
  readonly references: boolean;
  /** The channel, connected to an end that accepts everything. */
  make(): Promise<Stage>;
  /** The channel, connected to trouble; a text says why it cannot happen to this channel. */
  readonly troubles: Readonly<Record<Trouble, (() => Promise<Stage>) | string>>;
  /** Rules that do not hold here, each with its reason. */
  readonly skip?: Partial<Readonly<Record<Rule, string>>>;
}

const RULES = {
  identity: 'has the id, the channels and the reach that it is registered with',
  providerId: 'gives every accepted message an id of its own',
  text: 'brings the words to the person as they are',
  reference: 'tells the provider our id of the message, the same on every try',
  length: 'refuses a text longer than it can carry, as a value, and sends nothing',
  numbers: 'lets the person answer with a number where the answers are more than its buttons',
  foreign: 'refuses a message of a channel that it does not carry',
  opening: 'writes first only where it may',
  refused: 'says that a message which never left may be tried again',
  closed: 'says that a message which left without an answer is in doubt',
  garbage: 'takes an answer it cannot read for a message in doubt',
  busy: 'says that a busy provider may be tried again',
} as const;
export type Rule = keyof typeof RULES;

/** A message to `subject.person` that every channel can carry. */
export function messageFor(subject: Subject, given: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: 'm-1',
    channel: subject.carries[0] ?? 'sms',
    to: subject.person,
    from: subject.from,
    keys: ['test.words'],
    address: 'blind-index',
    kind: subject.kind ?? 'first',
    text: 'Hola. Soy el asistente.',
    choices: [],
    template: null,
    conversation: 'c-1',
    person: null,
    possibleDuplicate: false,
    ...given,
  };
}

/** Every failure is one of the closed list, and says what the dispatcher asks of it. */
export function expectFailure(result: SendResult): Extract<SendResult, { ok: false }>['failure'] {
  if (result.ok) throw new Error('the message was accepted');
  expect(SEND_FAILURES).toContain(result.failure.kind);
  expect(typeof result.failure.retryable).toBe('boolean');
  expect(result.failure.code).not.toBe('');
  expect(result.failure.code).not.toMatch(/\d{7,}/); // a code never holds a number of a person
  return result.failure;
}

/** Runs the rules over one channel. */
export function conforms(subject: Subject): void {
  describe(`${subject.id} as a channel`, () => {
    const open: Stage[] = [];
    const stage = async (make: () => Promise<Stage> = () => subject.make()): Promise<Stage> => {
      const made = await make();
      open.push(made);
      return made;
    };
    afterEach(async () => {
      for (const each of open.splice(0)) await each.close();
    });

    const rule = (key: Rule, run: () => Promise<void>): void => {
      const why = subject.skip?.[key];
      if (why === undefined) it(RULES[key], run);
      else it.skip(`${RULES[key]} (${why})`, run);
    };

    rule('identity', async () => {
      const { port } = await stage();
      expect(port.id).toBe(subject.id);
      expect(port.carries).toEqual(subject.carries);
      expect(port.reaches).toBe(subject.reaches);
      const board = new Switchboard([port]);
      for (const channel of subject.carries) {
        expect(board.portFor(channel, subject.reaches !== 'synthetic')).toBeNull();
        expect(board.portFor(channel, subject.reaches === 'synthetic')).toBe(port);
      }
    });

    rule('providerId', async () => {
      const { port, arrived } = await stage();
      const ids = new Set<string>();
      for (let n = 1; n <= 5; n++) {
        const result = await port.send(messageFor(subject, { id: `m-${n}`, text: `Mensaje ${n}.` }));
        expect(result.ok && result.providerId).toBeTruthy();
        if (result.ok) ids.add(result.providerId);
      }
      expect(ids.size).toBe(5);
      expect(await arrived()).toHaveLength(5);
    });

    rule('text', async () => {
      const { port, arrived } = await stage();
      const text = 'Hola, José: «¿la necesita todavía?»\nResponda con calma & sin apuro. 100% gratis + seguro';
      expect((await port.send(messageFor(subject, { text }))).ok).toBe(true);
      expect(await arrived()).toMatchObject([{ to: subject.person, text, labels: [] }]);
    });

    rule('reference', async () => {
      const { port, arrived } = await stage();
      const message = messageFor(subject, { id: 'c-1:7/ñ' });
      await port.send(message);
      await port.send({ ...message, possibleDuplicate: true });
      const references = (await arrived()).map(({ reference }) => reference);
      expect(references).toEqual(subject.references ? [message.id, message.id] : [null, null]);
    });

    rule('length', async () => {
      const { port, arrived } = await stage();
      const { maxLength } = port.capabilities;
      const failure = expectFailure(await port.send(messageFor(subject, { text: 'a'.repeat(maxLength + 1) })));
      expect(failure).toMatchObject({ kind: 'rejected', retryable: false });
      expect(await arrived()).toHaveLength(0);
      expect((await port.send(messageFor(subject, { text: 'a'.repeat(maxLength) }))).ok).toBe(true);
    });

    rule('numbers', async () => {
      const { port, arrived } = await stage();
      const { buttons, rows } = port.capabilities;
      for (const count of new Set([2, buttons + 1, rows + 1])) {
        const choices = Array.from({ length: count }, (_, n) => ({
          id: `answer${n + 1}`,
          label: `Respuesta ${n + 1}`,
        }));
        const lines = choices.map(({ label }, n) => `${n + 1} ${label}`);
        const text = subject.numbers === 'text' ? `¿Quién es?\n${lines.join('\n')}` : '¿Quién es?';
        expect((await port.send(messageFor(subject, { id: `m-${count}`, text, choices }))).ok).toBe(true);
        const last = (await arrived()).at(-1);
        if (last === undefined) throw new Error('nothing arrived');
        const read = last.text.split('\n');
        if (last.labels.length > 0) {
          expect(last.labels).toEqual(choices.map(({ label }) => label));
          expect(count).toBeLessThanOrEqual(Math.max(buttons, rows));
        } else for (const line of lines) expect(read.filter((each) => each === line)).toHaveLength(1);
      }
    });

    rule('foreign', async () => {
      const { port, arrived } = await stage();
      const foreign = (['sms', 'whatsapp', 'portal', 'operator'] as const).filter(
        (channel) => !subject.carries.includes(channel),
      );
      for (const channel of foreign) {
        expect(expectFailure(await port.send(messageFor(subject, { channel }))).retryable).toBe(false);
      }
      expect(await arrived()).toHaveLength(0);
    });

    rule('opening', async () => {
      const { port, arrived } = await stage();
      const result = await port.send(messageFor(subject, { kind: 'first' }));
      expect(result.ok).toBe(port.capabilities.opens);
      if (!port.capabilities.opens) expect(expectFailure(result).retryable).toBe(false);
      expect(await arrived()).toHaveLength(port.capabilities.opens ? 1 : 0);
    });

    for (const trouble of TROUBLES) {
      const make = subject.troubles[trouble];
      if (typeof make === 'string') {
        it.skip(`${RULES[trouble]} (${make})`, () => undefined);
        continue;
      }
      rule(trouble, async () => {
        const { port } = await stage(make);
        const failure = expectFailure(await port.send(messageFor(subject)));
        expect(failure.retryable).toBe(true);
        switch (trouble) {
          case 'refused':
          case 'busy':
            return expect(failure.kind).toBe('throttled');
          case 'closed':
          case 'garbage':
            return expect(failure.kind).toBe('unknown');
          default:
            trouble satisfies never;
        }
      });
    }
  });
}
