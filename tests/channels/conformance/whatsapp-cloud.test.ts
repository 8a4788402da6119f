import { cloudPort, PERSON, WHATSAPP_FROM } from '../support/ports.js';
import { overHttp } from '../support/subject.js';
import { conforms } from './suite.js';

conforms({
  id: 'whatsapp-cloud',
  carries: ['whatsapp'],
  reaches: 'real',
  person: PERSON,
  from: { address: WHATSAPP_FROM, providerRef: '440000000000001' },
  numbers: 'channel',
  references: true,
  ...overHttp((apiUrl) => cloudPort(apiUrl)),
});
