import { es, type PortalTexts } from './es.js';
export const it: PortalTexts = es;
