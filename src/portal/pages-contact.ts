/** Phones, e-mail and address. A number is added by a code that comes to it, and the numbers before are told. */
import { Router } from 'express';
import type { E164 } from '../domain/phone.js';
import { openJson, sealJson } from '../privacy/vault.js';
import { bytesOf } from '../store/loadConversations.js';
import { codeNumber, isJustGiven, UNTRUSTED_FOR } from './numbers.js';
import { checkCode, digitsOf, newCode } from './codes.js';
import { addPhone, readEmail, readMobile, removePhone, saveAddress, saveEmail } from './contacts.js';
import {
  fieldOf,
  goOn,
  guard,
  insideOf,
  localeFor,
  ownForm,
  show,
  textFor,
  type Inside,
  type Portal,
} from './context.js';
import { answersHere, needsCode } from './pages-talk.js';
import { sendPortalText } from './send.js';
import { changeSession } from './sessions.js';
import { LIMITS, mayTry } from './tries.js';
import { dayIn } from './view.js';
import type { Translate } from './words/index.js';

export function contactPages(portal: Portal): Router {
  const router = Router();
  const { services } = portal;
  const { store } = services;
  const inside = guard(portal, 1);
  const form = ownForm(portal);

  router.get('/portal/contact', inside, async (request, response) => {
    const me = insideOf(response);
    if (!answersHere(me)) return needsCode(portal, request, response);
    await page(portal, { request, response }, me);
  });

  router.post('/portal/contact/:what', inside, form, async (request, response, next) => {
    const me = insideOf(response);
    if (!answersHere(me)) return needsCode(portal, request, response);
    const { session, programme, person } = me;
    const t = textFor(portal, request, me);
    const refuse = (wrong: string, status = 422) => page(portal, { request, response }, me, wrong, status);
    const done = (notice: string) => goOn(portal, response, session, '/portal/contact', notice);
    switch (request.params['what']) {
      case 'phone': {
        const phone = readMobile(fieldOf(request, 'phone', 40), programme);
        if (phone === null) return refuse(t('phoneWrong'));
        if (!(await mayTry(services, LIMITS.numbers, person.doc._id))) return refuse(t('tooMany'), 429);
        const address = store.vault.blindIndex('address', phone);
        const code = newCode(services, { use: 'number', address, signs: false });
        await changeSession(store, session, { code, newPhone: sealJson(store.vault.inboxKey, { phone }) });
        portal.afterwards.run(response, () =>
          sendPortalText(services, programme, {
            person: person.doc._id, synthetic: person.doc.synthetic, address, phone, key: 'portal.code',
            text: t('smsCode', { code: digitsOf(store.vault, code) }),
          }),
        ); // prettier-ignore
        return response.redirect(303, '/portal/contact');
      }
      case 'phone-code': {
        const phone = newPhoneOf(portal, me);
        const isIts = phone !== null && session.doc.code?.address === store.vault.blindIndex('address', phone);
        const checked = isIts ? await checkCode(services, session, fieldOf(request, 'code', 20), 'number') : 'wrong';
        if (checked !== 'right' || phone === null) return refuse(t(checked === 'locked' ? 'locked' : 'wrong'), 401);
        await addPhone(services, programme, person, phone, t('smsChanged'));
        await changeSession(store, session, { code: null, newPhone: sealJson(store.vault.inboxKey, {}) });
        return done(t('phoneAdded'));
      }
      case 'phone-gone': {
        const at = Number(fieldOf(request, 'at', 3));
        const contact = person.doc.contacts[at];
        // The number by which they are here stays: whoever stole a phone cannot shut out the others, and nobody shuts out themselves.
        if (!contact || contact.address === session.doc.proofs.code?.address) return refuse(t('wrong'));
        await removePhone(services, programme, person, contact.address, t('smsChanged'));
        return done(t('phoneRemoved'));
      }
      case 'email': {
        const email = readEmail(fieldOf(request, 'email', 200));
        if (email === null) return refuse(t('emailWrong'));
        await saveEmail(services, programme, person, email);
        return done(t('emailSaved'));
      }
      case 'address': {
        const [street, streetNumber, addressRest, city] = (['street', 'number', 'rest', 'city'] as const).map((name) =>
          fieldOf(request, name, 120),
        ) as [string, string, string, string];
        await saveAddress(services, programme, person, { street, streetNumber, addressRest, city }, fieldOf(request, 'commune', 80)); // prettier-ignore
        return done(t('addressSaved'));
      }
      default:
        return next();
    }
  });
  return router;
}

function newPhoneOf({ services: { store } }: Portal, { session }: Inside): E164 | null {
  const { newPhone } = session.doc;
  return newPhone ? (openJson<{ phone?: E164 }>(store.vault.inboxKey, bytesOf(newPhone)).phone ?? null) : null;
}

async function page(
  portal: Portal,
  both: Parameters<typeof show>[1],
  me: Inside,
  wrong: string | null = null,
  status = 200,
): Promise<void> {
  const { clock, store } = portal.services;
  const { person, programme, session } = me;
  const t = textFor(portal, both.request, me);
  const locale = localeFor(both.request, programme, session);
  const { code } = session.doc;
  const waiting = newPhoneOf(portal, me) !== null && code?.use === 'number' && code.expiresAt.getTime() > clock.now();
  const { secret, doc } = person;
  const emails = doc.contacts.flatMap(({ kind }, at) => (kind === 'email' ? [secret.contacts[at]?.value ?? ''] : []));
  const data = {
    phones: doc.contacts.flatMap((contact, at) => {
      const value = secret.contacts[at]?.value ?? '';
      if (contact.kind === 'email' || value === '') return [];
      const given = contact.history?.[0]?.at.getTime() ?? 0;
      const says = isJustGiven(contact, clock.now())
        ? t('phoneNew', { day: dayIn(new Date(given + UNTRUSTED_FOR), { locale, programme }) })
        : t(statusText(contact.status));
      const gone = contact.status === 'wrongPerson' || contact.address === session.doc.proofs.code?.address;
      return [{ at, ends: t('phoneEnds', { end: value.slice(-3) }), says, mayGo: !gone }];
    }),
    emails,
    address: secret,
    waiting,
    demoCode: waiting && portal.demo && code ? t('demo', { code: digitsOf(store.vault, code) }) : null,
    hasCode: codeNumber(person, { preferred: null, toSign: false }, clock.now()) !== null,
  };
  await show(portal, both, me, 'contact', data, { wrong, status });
}

function statusText(status: Inside['person']['doc']['contacts'][number]['status']): Parameters<Translate>[0] {
  if (status === 'validated') return 'phoneValidated';
  if (status === 'wrongPerson') return 'phoneGone';
  return status === 'optedOut' ? 'phoneStopped' : 'phoneUnconfirmed';
}
