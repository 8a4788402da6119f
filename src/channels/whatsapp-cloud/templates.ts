/** Templates of the business account. */
import { recordOf, recordsOf, textOf, type Payload } from '../payload.js';
import type { ProviderTemplate } from '../port.js';
import type { Graph } from './graph.js';

const PAGE = 200;
/** Meta allows 6,000 templates an account. */
const MOST_PAGES = 30;

/** `businessId` — id of the WhatsApp Business account. Throws when Meta cannot be asked. */
export async function cloudTemplates(graph: Graph, businessId: string): Promise<readonly ProviderTemplate[]> {
  const templates: ProviderTemplate[] = [];
  let after = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = `fields=name,language,status,category,quality_score&limit=${PAGE}${after}`;
    const { status, code, body } = await graph.get(`${businessId}/message_templates?${query}`);
    if (status !== 200) throw new Error(`the templates could not be read (HTTP ${status}, ${code ?? 'no code'})`);
    templates.push(...recordsOf(body?.['data']).map(templateOf));
    const paging = recordOf(body?.['paging']);
    const cursor = textOf(recordOf(paging?.['cursors'])?.['after']);
    if (cursor === null || paging?.['next'] === undefined) break;
    after = `&after=${encodeURIComponent(cursor)}`;
  }
  return templates;
}

function templateOf(template: Payload): ProviderTemplate {
  return {
    name: textOf(template['name']) ?? '',
    language: textOf(template['language']) ?? '',
    status: textOf(template['status']) ?? '',
    category: textOf(template['category']) ?? '',
    quality: textOf(recordOf(template['quality_score'])?.['score']) ?? '',
    contentSid: null,
  };
}
