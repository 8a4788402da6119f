/** What long work the console can begin: the same functions that the commands call. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { verifyAudit } from '../../audit/verify.js';
import { beginCampaign } from '../../campaigns/begin.js';
import { campaignById } from '../../campaigns/commands.js';
import { dryRunCampaign } from '../../campaigns/dry-run.js';
import { previewUniverse } from '../../campaigns/preview.js';
import { acceptAnswer } from '../../discharge/accept.js';
import { exportSigte } from '../../discharge/export.js';
import { exportContacts, exportNeeds } from '../../discharge/outputs.js';
import { propose } from '../../discharge/propose.js';
import type { Act } from '../../domain/role.js';
import { UserError } from '../../domain/failure.js';
import { dryRun } from '../../intake/dry-run.js';
import { importList } from '../../intake/import-list.js';
import type { Programme } from '../../programmes/programme.js';
import type { Services } from '../../turn/services.js';
import { applyCorrections, forgetList, IN_FILE, keepCells } from './corrections.js';
import type { JobRun, Work } from './runner.js';

/** Refused rows that are shown; the report has them all. */
const SHOWN = 50;
export const REPORT = 'informe.json';

export interface Refused {
  readonly line: number;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
}

const todayOf = ({ clock }: Services, { zone }: Programme): string =>
  DateTime.fromMillis(clock.now(), { zone }).toISODate() ?? '';

/** A list is read and judged; nothing is imported. What was corrected in the browser is first written into it. */
async function judgeList({ services, programme, folder, progress }: JobRun) {
  await applyCorrections(folder);
  const reportFile = join(folder, REPORT);
  const { codes, ...result } = await dryRun(join(folder, IN_FILE), {
    today: todayOf(services, programme),
    reportFile,
    onProgress: progress,
  });
  const refused = await refusedRows(reportFile);
  await keepCells(folder, refused);
  return { ...result, file: undefined, codes, refusedRows: refused };
}

async function takeList({ services, programme, folder, params, progress }: JobRun) {
  const file = join(folder, IN_FILE);
  const reportFile = join(folder, REPORT);
  const result = await importList(services, file, programme, {
    today: todayOf(services, programme),
    reportFile,
    name: params['file'],
    fullList: params['fullList'] === 'yes',
    onProgress: progress,
  });
  await forgetList(folder);
  return { ...result, file: undefined, refusedRows: await refusedRows(reportFile) };
}

async function refusedRows(report: string): Promise<readonly Refused[]> {
  const { rejected } = JSON.parse(await readFile(report, 'utf8')) as { rejected: readonly Refused[] };
  return rejected.slice(0, SHOWN).map(({ line, column, code, message }) => ({ line, column, code, message }));
}

const campaignIn = ({ params }: JobRun): string => params['campaign'] ?? '';

const countUniverse = async ({ services, programme, params, progress }: JobRun) => {
  const people = await services.store.persons.countDocuments({ programme: programme.id });
  return previewUniverse(services, programme, params['universe'] ?? '', (looked) => progress(looked, people));
};

async function tryCampaign(run: JobRun) {
  const { services, programme, progress } = run;
  const people = await services.store.persons.countDocuments({ programme: programme.id });
  const campaign = await campaignById(services, campaignIn(run));
  return dryRunCampaign(services, programme, campaign, { onPeople: (looked) => progress(looked, people) });
}

async function startCampaign(run: JobRun) {
  const { services, programme, progress, by, params } = run;
  const people = await services.store.persons.countDocuments({ programme: programme.id });
  const { enrolled } = await beginCampaign(
    services,
    programme,
    campaignIn(run),
    { by: by ?? params['name'] ?? '' },
    (looked) => progress(looked, people),
  );
  return { people: enrolled.chosen };
}

/** Nobody without a name decides who leaves. */
function someone({ by }: JobRun): string {
  if (by === null) throw new UserError('needs-name', 'Somebody has to answer for it.', 'Sign in: vigente user add');
  return by;
}

const exportDischarges = async (run: JobRun) => {
  const { services, programme, folder, params } = run;
  const resolver = {
    ...(params['establishment'] ? { establishment: params['establishment'] } : {}),
    ...(params['professional'] ? { professional: params['professional'] } : {}),
  };
  return withoutPath(
    await exportSigte(services, programme, { by: someone(run), out: join(folder, 'egresos-sigte.csv'), resolver }),
  );
};

const withoutPath = <T extends { readonly file: { readonly sha256: string } | null }>(result: T) => ({
  ...result,
  file: result.file && { sha256: result.file.sha256 },
});

const takeAnswer = async ({ services, programme, folder }: JobRun) => {
  const { files: _, ...result } = await acceptAnswer(services, programme, join(folder, IN_FILE), folder);
  await rm(join(folder, IN_FILE), { force: true });
  return result;
};

interface Kind {
  /** Whose part it is to begin it and to see what came of it. */
  readonly act: Act;
  readonly label: string;
  readonly work: Work;
}

export const KINDS = {
  judgeList: { act: 'loadLists', label: 'Revisión de una lista', work: judgeList },
  takeList: { act: 'loadLists', label: 'Carga de una lista', work: takeList },
  previewUniverse: { act: 'orderCampaigns', label: 'Cuenta de un universo', work: countUniverse },
  tryCampaign: { act: 'orderCampaigns', label: 'Ensayo de una campaña', work: tryCampaign },
  startCampaign: { act: 'orderCampaigns', label: 'Inicio de una campaña', work: startCampaign },
  propose: { act: 'review', label: 'Revisión de las respuestas por la política', work: ({ services, programme }) => propose(services, programme) },
  exportDischarges: { act: 'export', label: 'Archivo de egresos para SIGTE', work: exportDischarges },
  exportContacts: {
    act: 'export', label: 'Datos de contacto actualizados',
    work: ({ services, programme, folder }) => exportContacts(services, programme, join(folder, 'contactos.csv')),
  },
  exportNeeds: {
    act: 'export', label: 'Quiénes siguen necesitando la atención',
    work: ({ services, programme, folder }) => exportNeeds(services, programme, folder),
  },
  verifyAudit: { act: 'seeAudit', label: 'Comprobación de la auditoría', work: ({ services }) => verifyAudit(services.store) },
  takeAnswer: { act: 'export', label: 'Respuesta de SIGTE', work: takeAnswer },
} as const satisfies Readonly<Record<string, Kind>>; // prettier-ignore
export type JobKind = keyof typeof KINDS;

export const isKind = (kind: string): kind is JobKind => Object.hasOwn(KINDS, kind);
export const WORKS: Readonly<Record<string, Work>> = Object.fromEntries(
  Object.entries(KINDS).map(([kind, { work }]) => [kind, work]),
);
