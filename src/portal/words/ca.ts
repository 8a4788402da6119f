import { es, type PortalTexts } from './es.js';
export const ca: PortalTexts = es;
