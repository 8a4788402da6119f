import { PERSON, SMS_FROM, twilioPort } from '../support/ports.js';
import { overHttp } from '../support/subject.js';
import { conforms } from './suite.js';

conforms({
  id: 'twilio-sms',
  carries: ['sms'],
  reaches: 'real',
  person: PERSON,
  from: { address: SMS_FROM, providerRef: '' },
  numbers: 'text',
  references: true,
  ...overHttp((apiUrl) => twilioPort('twilio-sms', apiUrl)),
});
