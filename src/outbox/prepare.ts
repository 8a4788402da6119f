/** Decides, before it is claimed, how a due message goes: by which channel, from which number, as free text or as a template. */
import type { ChannelPort, TemplateUse } from '../channels/port.js';
import type { Sender } from '../channels/senders.js';
import type { SendFailure } from '../domain/failure.js';
import { hoursFor } from '../programmes/zones.js';
import type { OutboxItem } from '../store/documents.js';
import { nextAllowed } from '../timers/hours.js';
import type { Services } from '../turn/services.js';
import type { ApprovedTemplate } from '../words/whatsapp-templates.js';
import { isReply, type DueMessage } from './due.js';
import type { Rate } from './pace.js';
import { refusalOf, STOPPED_RETRY, templateId, type Stops } from './stops.js';

/** How a message goes. */
export interface Way {
  readonly port: ChannelPort;
  readonly from: { readonly address: string; readonly providerRef: string };
  /** The row whose rate it uses. */
  readonly sender: string;
  readonly rate: Rate;
  /** Only templates may go: the person has not written for longer than the window. */
  readonly windowClosed: boolean;
}

export type Prepared =
  | { readonly is: 'ready'; readonly way: Way }
  | { readonly is: 'later'; readonly at: number; readonly why: string | null }
  | { readonly is: 'failed'; readonly failure: SendFailure };

/** What is wrong with us is tried again for as long as it takes: it is no failure of the person's number. */
const NOT_CONNECTED_RETRY = 15 * 60_000;

/** What is held back is looked at again so often; whoever lets it go on pulls it forward (pull-forward.ts). */
export const HELD_FOR = 10 * 60_000;

export function prepare(services: Services, message: DueMessage, stops: Stops, now: number): Prepared {
  const { doc, item } = message;
  const programme = services.programmes.get(doc.programme);
  if (!programme) return { is: 'failed', failure: { kind: 'misconfigured', retryable: false, code: 'no-programme' } };
  // Looked at again when it goes: a queue, a pause or a night may lie between.
  if (!isReply(message) && !services.anyHour) {
    const allowed = nextAllowed(now, hoursFor(programme, doc));
    if (allowed > now) return { is: 'later', at: allowed, why: null };
  }
  // Answers to people go on whatever is paused.
  if (!isReply(message)) {
    if (stops.incident) return { is: 'later', at: now + HELD_FOR, why: 'paused incident' };
    const state = doc.campaign ? stops.campaigns.get(doc.campaign) : undefined;
    if (state !== undefined) return { is: 'later', at: now + HELD_FOR, why: `paused campaign-${state}` };
  }
  const found = wayOf(services, { programme: doc.programme, channel: item.channel, synthetic: doc.synthetic });
  if (!found) return { is: 'later', at: now + NOT_CONNECTED_RETRY, why: 'misconfigured no-channel' };
  // Checked here, where the request would start, whatever was configured: an invented person has nobody's number.
  if (doc.synthetic && found.port.reaches === 'real')
    return { is: 'failed', failure: { kind: 'misconfigured', retryable: false, code: 'synthetic-person' } };
  const stopped = stops.channels.get(found.port.id);
  if (stopped !== undefined) return { is: 'later', at: now + STOPPED_RETRY, why: `misconfigured ${stopped}` };
  const { capabilities } = found.port;
  if (!isReply(message) && !capabilities.opens)
    return { is: 'failed', failure: { kind: 'rejected', retryable: false, code: 'only-replies' } };
  const { windowHours, perSecond, pair } = capabilities;
  const windowClosed = windowHours !== null && (doc.windowUntil ?? 0) <= now;
  return {
    is: 'ready',
    way: {
      port: found.port,
      from: found.from,
      sender: senderName(found.port.id, found.from.address),
      rate: { perSecond, pair },
      windowClosed: windowClosed && item.channel === 'whatsapp',
    },
  };
}

/** Names the row of messages that share one rate. */
export const senderName = (via: string, address: string): string => `${via} ${address}`;

/** A live sender of the programme over a channel that is connected; an invented person's channel needs no number. */
export function wayOf(
  { senders, switchboard }: Services,
  { programme, channel, synthetic }: Addressee,
): Pick<Way, 'port' | 'from'> | null {
  for (const sender of senders.on(programme, channel)) {
    const port = switchboard.byId(sender.via);
    if (port && port.carries.includes(channel) && (port.reaches === 'synthetic') === synthetic)
      return { port, from: fromOf(sender) };
  }
  const port = switchboard.portFor(channel, synthetic);
  // A channel on which the programme has numbers, none of them live yet, is not used with a number of its own.
  const named = senders.all(programme).some((each) => each.channel === channel && each.via === port?.id);
  return port && !named ? { port, from: { address: '', providerRef: '' } } : null;
}

/** Whom something goes to, as far as the way depends on it. */
interface Addressee {
  readonly programme: string;
  readonly channel: OutboxItem['channel'];
  readonly synthetic: boolean;
}

const fromOf = ({ address, providerRef }: Sender) => ({ address, providerRef });

export type TemplateChoice =
  | { readonly is: 'use'; readonly template: TemplateUse; readonly approved: ApprovedTemplate }
  | { readonly is: 'refused'; readonly why: string; readonly name: string }
  /** The window is closed and these words need no template: they were for the moment, which is over. */
  | { readonly is: 'none' };

const RESUMABLE: readonly OutboxItem['kind'][] = ['first', 'reminder', 'reply'];

/** The template in whose place these words stand, or why there is none that may be used. */
export function templateFor(
  services: Services,
  message: DueMessage,
  keys: readonly string[],
  firstName: string,
  stops: Stops,
  via: string,
): TemplateChoice {
  const programme = services.programmes.get(message.doc.programme);
  const own = programme ? services.templates.forTexts(keys, programme.locale) : null;
  // "Shall we go on?" is for somebody who is being asked something; never after a STOP, a death, or the end.
  const asks = message.doc.live && RESUMABLE.includes(message.item.kind);
  const approved = own ?? (programme && asks ? services.templates.resume(programme.locale) : null);
  if (!approved) return asks ? { is: 'refused', why: 'no-template', name: keys.join('+') } : { is: 'none' };
  const known = stops.templates.get(templateId(via, approved.name, approved.language));
  const refusal = refusalOf(known, approved.category);
  if (refusal !== null) return { is: 'refused', why: refusal, name: approved.name };
  const values = { name: firstName };
  return {
    is: 'use',
    approved,
    template: {
      name: approved.name,
      language: approved.language,
      contentSid: known?.contentSid ?? services.contentSids.get(`${approved.name}|${approved.language}`) ?? null,
      // A provider refuses an empty value: somebody without a name on the list is "usted".
      variables: approved.variables.map((name) => values[name] || 'usted'),
      buttons: approved.buttons,
    },
  };
}
