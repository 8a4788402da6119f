/** `vigente webhook …`: which addresses of other systems are told what happens. Only who runs this machine says where it may call. */
import { UserError } from '../domain/failure.js';
import { openJson, sealJson } from '../privacy/vault.js';
import { WEBHOOK_EVENTS, type WebhookDoc, type WebhookEvent } from '../store/api-documents.js';
import { bytesOf } from '../store/loadConversations.js';
import { logAct } from '../store/logAct.js';
import { DURABLE } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { targetOf } from './address.js';
import { newSecret } from './sign.js';

export interface NewWebhook {
  readonly programme: string;
  readonly url: string;
  readonly events?: readonly WebhookEvent[];
  readonly services?: readonly number[];
}

const WHY: Readonly<Record<string, string>> = {
  'address-wrong': 'It is no address: https://system.example.org/hook, without a name or password in it.',
  'not-https': 'It is not https.',
  'address-private': 'It leads into a private network. If it is ours, name its host in WEBHOOKS_PRIVATE.',
  'name-unknown': 'Its name is unknown here.',
};

/** It is told what happens from now on. Returns the secret: nobody can show it again. Throws `UserError`: where nothing may be sent. */
export async function addWebhook(
  { store, clock, newId }: Services,
  { programme, url, events = WEBHOOK_EVENTS, services = [] }: NewWebhook,
  allowed: readonly string[],
): Promise<{ readonly id: string; readonly secret: string }> {
  const target = await targetOf(url, allowed);
  if ('refused' in target) throw new UserError('webhook-address', 'Nothing is sent there.', WHY[target.refused]);
  const secret = newSecret();
  const at = new Date(clock.now());
  const doc: WebhookDoc = {
    _id: `hook-${newId().slice(-10)}`, programme, url: target.url.href, events, services, state: 'active', at,
    secret: sealJson(store.vault.inboxKey, { secrets: [secret] }), cursors: {}, failures: 0, nextAt: at,
  }; // prettier-ignore
  await store.webhooks.insertOne(doc, DURABLE);
  await logAct(store, 'users', ['webhook added', doc._id, target.url.host, events, services], at);
  return { id: doc._id, secret };
}

/** Goes on where it stood when it was stopped. */
export async function resumeWebhook({ store, clock }: Services, id: string): Promise<void> {
  const at = new Date(clock.now());
  const { matchedCount } = await store.webhooks.updateOne(
    { _id: id },
    { $set: { state: 'active', failures: 0, nextAt: at } },
    DURABLE,
  );
  if (matchedCount === 0) throw unknown(id);
  await store.deskTasks.updateMany(
    { _id: { $gte: `webhook:${id}:`, $lt: `webhook:${id};` }, state: 'open' },
    { $set: { state: 'done' } },
  );
  await logAct(store, 'users', ['webhook resumed', id], at);
}

/** A new secret signs beside the one before, so that the other side changes when it can; the second rotation takes the older away. */
export async function rotateWebhook({ store, clock }: Services, id: string): Promise<string> {
  const found = await store.webhooks.findOne({ _id: id });
  if (!found) throw unknown(id);
  const { secrets } = openJson<{ secrets: readonly string[] }>(store.vault.inboxKey, bytesOf(found.secret));
  const secret = newSecret();
  const sealed = sealJson(store.vault.inboxKey, { secrets: [secret, ...secrets.slice(0, 1)] });
  await store.webhooks.updateOne({ _id: id }, { $set: { secret: sealed } }, DURABLE);
  await logAct(store, 'users', ['webhook secret', id], new Date(clock.now()));
  return secret;
}

export async function removeWebhook({ store, clock }: Services, id: string): Promise<void> {
  const { deletedCount } = await store.webhooks.deleteOne({ _id: id }, DURABLE);
  if (deletedCount === 0) throw unknown(id);
  await logAct(store, 'users', ['webhook removed', id], new Date(clock.now()));
}

const unknown = (id: string) =>
  new UserError('webhook-unknown', `There is no webhook "${id}".`, 'See: vigente webhook list', 1);
