/** News that is about no single message: a user id behind a number, a number that changed, a template, our account. */
import type { AccountEvent, TemplateEvent } from '../domain/provider-event.js';
import { stopChannel, templateId } from '../outbox/stops.js';
import { learnTier, peopleOf } from '../outbox/tier.js';
import type { DeskTaskDoc, Report, ReportDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import type { Services } from './services.js';

export async function applyNews(services: Services, rows: readonly ReportDoc[]): Promise<void> {
  for (const { _id, report } of rows) {
    switch (report.kind) {
      case 'alias':
        await learnAlias(services, report.user, report.phone);
        break;
      case 'identity':
        await changedIdentity(services, _id, report);
        break;
      case 'news':
        if (report.news.kind === 'template') await templateNews(services, report.via, report.news);
        else await accountNews(services, report.via, report.news);
        break;
      case 'receipt':
        break;
      default:
        report satisfies never;
    }
  }
}

async function learnAlias({ store }: Services, user: string, phone: string): Promise<void> {
  try {
    await store.addresses.updateOne(
      { _id: user, aliasOf: { $ne: phone } },
      { $set: { aliasOf: phone }, $setOnInsert: { live: null, liveSince: null, last: null, lastAt: null } },
      { upsert: true },
    );
  } catch (error) {
    if (!onlyDuplicates(error)) throw error; // known already
  }
}

/**
 * A new user id of the same number is followed. A new number is no proof that it is the same person: nobody is tied to it, the old
 * one keeps what it had, and a person looks.
 */
async function changedIdentity(
  services: Services,
  id: string,
  report: Extract<Report, { kind: 'identity' }>,
): Promise<void> {
  const { addresses, conversations, deskTasks } = services.store;
  const previous = report.previousUser ? await addresses.findOne({ _id: report.previousUser }) : null;
  const number = report.from ?? previous?.aliasOf ?? null;
  if (report.newFrom === null || report.newFrom === report.from) {
    if (report.user !== null && number !== null) await learnAlias(services, report.user, number);
    return;
  }
  // What comes from the old user id is no longer known to come from the old number.
  if (report.previousUser !== null)
    await addresses.updateOne({ _id: report.previousUser }, { $set: { aliasOf: null } });
  if (number === null) return;
  const address = await addresses.findOne({ _id: number });
  const last = address?.live ?? address?.last ?? null;
  const conversation = last === null ? null : await conversations.findOne({ _id: last });
  if (!conversation || conversation.person === null) return;
  const at = new Date(services.clock.now());
  const task: DeskTaskDoc = {
    _id: `identity:${id}`, programme: conversation.programme, queue: 'review', reason: 'numberChanged', person: conversation.person, entry: null,
    conversation: conversation._id, state: 'open', at, dueAt: new Date(at.getTime() + 2 * 86_400_000),
  }; // prettier-ignore
  try {
    await deskTasks.insertOne(task);
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
}

async function templateNews(services: Services, via: string, news: TemplateEvent): Promise<void> {
  const at = new Date(services.clock.now());
  const change =
    news.event === 'quality'
      ? { quality: news.current ?? null }
      : news.event === 'category'
        ? { category: news.current ?? null }
        : news.event === 'category-impending'
          ? {}
          : // Taken back into use it is approved again, by whatever name the provider calls it.
            { status: news.usable === true ? 'APPROVED' : news.event, why: news.reason ?? null };
  const fresh = { status: 'UNKNOWN', category: null, quality: null, contentSid: null, why: null };
  await services.store.templates.updateOne(
    { _id: templateId(via, news.template, news.language) },
    {
      $set: { ...change, at },
      $setOnInsert: Object.fromEntries(Object.entries(fresh).filter(([name]) => !(name in change))),
    },
    { upsert: true },
  );
  if (news.usable === false || news.event === 'category' || news.event === 'category-impending')
    services.log.warn({ channel: via, template: news.template, event: news.event }, 'news of a template: look at it');
}

async function accountNews(services: Services, via: string, news: AccountEvent): Promise<void> {
  const people = news.limit === undefined ? null : peopleOf(news.limit);
  if (people !== null) await learnTier(services, via, people);
  if (news.advice === 'stop-all') await stopChannel(services, via, news.event.toLowerCase());
  else services.log.warn({ channel: via, event: news.event }, 'news of our account or number');
}
