import { PERSON, twilioPort, WHATSAPP_FROM } from '../support/ports.js';
import { overHttp } from '../support/subject.js';
import { conforms } from './suite.js';

conforms({
  id: 'twilio-whatsapp',
  carries: ['whatsapp'],
  reaches: 'real',
  person: PERSON,
  from: { address: WHATSAPP_FROM, providerRef: '' },
  numbers: 'channel',
  references: true,
  ...overHttp((apiUrl) => twilioPort('twilio-whatsapp', apiUrl)),
});
