/** Settings of what is outside: providers, the portal's address, identity providers. */
import { z } from 'zod';
import { optional, positive, setting } from './setting.js';

/** What connects the providers. An unconfigured channel is off, not broken; with any of them the demonstration never runs. */
export const PROVIDER_SETTINGS = {
  PUBLIC_URL: setting(
    'Address of this server as providers reach it, e.g. https://vigente.example.org. Their signatures are checked against it.',
    '',
    z
      .url({ protocol: /^https?$/, error: 'must be a URL like https://vigente.example.org' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
  ),
  TWILIO_ACCOUNT_SID: setting(
    'Twilio: the account (AC…). See docs/connect-twilio.md',
    '',
    z
      .string()
      .regex(/^AC[0-9a-f]{32}$/i, 'must be AC and 32 hexadecimal digits')
      .optional(),
  ),
  TWILIO_AUTH_TOKEN: setting('Twilio: the auth token. It also checks that webhooks are genuine.', '', optional),
  TWILIO_FROM_SMS: setting('Twilio: our number for SMS, +56…, of the first programme.', '', optional),
  TWILIO_FROM_WHATSAPP: setting('Twilio: our number for WhatsApp, +56…, of the first programme.', '', optional),
  TWILIO_MESSAGING_SERVICE: setting(
    'Twilio: a Messaging Service (MG…) that sends the SMS, if you use one.',
    '',
    optional,
  ),
  TWILIO_SMS_PER_SECOND: setting(
    'Twilio: SMS a second and number, as your kind of number allows.',
    '10',
    positive.default(10),
  ),
  TWILIO_CONTENT_SIDS: setting(
    'Twilio: contents of our WhatsApp templates, name|language=HX…, separated by commas. `vigente channels sync` finds them by name.',
    '',
    z
      .string()
      .regex(
        /^\s*([a-z0-9_]+\|[\w-]+=HX[0-9a-fA-F]{32}\s*(,\s*|$))+$/,
        'must be name|language=HX…, separated by commas',
      )
      .optional(),
  ),
  TWILIO_LOOKUP: setting(
    'Twilio: ask what kind of line a number is before the first SMS (costs per number): on or off.',
    'off',
    z.enum(['on', 'off']).default('off'),
  ),
  TWILIO_API_URL: setting('Twilio: another address of the API, for tests.', '', optional),
  WHATSAPP_PHONE_ID: setting('WhatsApp Cloud API: phone number ID. See docs/connect-whatsapp-cloud.md', '', optional),
  WHATSAPP_FROM: setting('WhatsApp Cloud API: the number itself, +56…', '', optional),
  WHATSAPP_BUSINESS_ID: setting(
    'WhatsApp Cloud API: WhatsApp Business Account ID, to read the templates.',
    '',
    optional,
  ),
  WHATSAPP_TOKEN: setting('WhatsApp Cloud API: access token of a system user.', '', optional),
  WHATSAPP_APP_SECRET: setting('WhatsApp Cloud API: app secret. It checks that webhooks are genuine.', '', optional),
  WHATSAPP_VERIFY_TOKEN: setting(
    'WhatsApp Cloud API: any text of yours, typed again where Meta asks for it.',
    '',
    optional,
  ),
  WHATSAPP_PER_SECOND: setting('WhatsApp: messages a second and number.', '80', positive.default(80)),
  WHATSAPP_DAILY_PEOPLE: setting(
    'WhatsApp: people we may write to first in 24 hours (250, 2000, 10000, 100000), until the provider tells.',
    '250',
    positive.default(250),
  ),
  WHATSAPP_API_URL: setting('WhatsApp Cloud API: another address of the API, for tests.', '', optional),
  FHIR_TOKEN: setting(
    'Bearer token of the FHIR server that `load slots URL` and `load appointments URL` ask, and `bookings send URL` tells.',
    '',
    optional,
  ),
  REGISTRY_TOKEN: setting(
    'Bearer token of the registry that `load registry URL`, `load insurer URL` … ask.',
    '',
    optional,
  ),
  SMS_GATEWAY_URL: setting('SMS gateway: where messages are posted. See docs/connect-sms-gateway.md', '', optional),
  SMS_GATEWAY_SECRET: setting('SMS gateway: the secret both sides sign with.', '', optional),
  SMS_GATEWAY_FROM: setting('SMS gateway: our number or name there.', '', optional),
  SMS_GATEWAY_PER_SECOND: setting('SMS gateway: messages a second.', '50', positive.default(50)),
  SMS_GATEWAY_OUT: setting('SMS gateway by files: folder that messages are written to.', '', optional),
  SMS_GATEWAY_IN: setting('SMS gateway by files: folder that answers and receipts are read from.', '', optional),
  BAILEYS: setting(
    'WhatsApp Web, unofficial, for development only: on or off. See docs/develop-with-baileys.md',
    'off',
    z.enum(['on', 'off']).default('off'),
  ),
  SENDS_IN_FLIGHT: setting('Requests to providers under way at once.', '100', positive.default(100)),
} as const;

/** The patient portal, and the identity provider that may open it. See docs/portal.md */
export const PORTAL_SETTINGS = {
  PORTAL_URL: setting(
    'Address of the patient portal, https://… on the own domain of a programme. Without it real people have no portal.',
    '',
    z
      .url({ protocol: /^https?$/, error: 'must be a URL like https://portal.example.org' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
  ),
  OIDC_ISSUER: setting(
    'Identity provider of the portal (OpenID Connect: ClaveÚnica, Cl@ve, SPID …): its issuer, https://…. See docs/portal.md',
    '',
    z.url({ protocol: /^https?$/, error: 'must be a URL like https://accounts.claveunica.gob.cl/openid' }).optional(),
  ),
  OIDC_CLIENT_ID: setting('Identity provider: our client id there.', '', optional),
  OIDC_CLIENT_SECRET: setting('Identity provider: our secret there.', '', optional),
  OIDC_NAME: setting('Identity provider: its name as people know it.', 'ClaveÚnica', optional),
  OIDC_DOCUMENT_CLAIM: setting(
    'Identity provider: the claim that holds the document number, with points for what is inside another.',
    'RolUnico',
    z.string().default('RolUnico'),
  ),
  OIDC_SCOPE: setting('Identity provider: what is asked for.', 'openid run', z.string().default('openid run')),
  OIDC_PROGRAMME: setting('Identity provider: the programme whose people it knows. Empty: the first.', '', optional),
  STAFF_OIDC_ISSUER: setting(
    'Identity provider of the console (OpenID Connect: Entra ID, Keycloak, Google …): its issuer, https://…. See docs/console.md',
    '',
    z.url({ protocol: /^https?$/, error: 'must be a URL like https://login.example.org/realms/salud' }).optional(),
  ),
  STAFF_OIDC_CLIENT_ID: setting('Identity provider of the console: our client id there.', '', optional),
  STAFF_OIDC_CLIENT_SECRET: setting('Identity provider of the console: our secret there.', '', optional),
  STAFF_OIDC_NAME: setting('Identity provider of the console: its name as colleagues know it.', '', optional),
  STAFF_OIDC_CLAIM: setting(
    'Identity provider of the console: the claim that is the name of an account here.',
    'preferred_username',
    z.string().default('preferred_username'),
  ),
  STAFF_OIDC_SCOPE: setting(
    'Identity provider of the console: what is asked for.',
    'openid profile email',
    z.string().default('openid profile email'),
  ),
} as const;
