#!/usr/bin/env node
/**
 * From virtual patients to SIGTE and back, by the commands alone: `node bench/discharge.mjs [--people 100000] [--days 25] [--folder F] [--json]`
 * (needs `npm run build`). The folder holds everything it makes; on a disk in memory (/dev/shm) the simulation is three times as fast.
 * Outside registries are played from what the patients said: the dead are dead, everybody else is alive, whoever changed insurer has.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
};
const people = Number(option('people', '100000'));
const days = option('days', '25');
const folder = option('folder', mkdtempSync(join(tmpdir(), 'vigente-discharge-')));
mkdirSync(folder, { recursive: true });
const data = join(folder, 'data');
const env = { ...process.env, VIGENTE_DATA: data, VIGENTE_KEYS_FOLDER: join(folder, 'keys') };
const bin = fileURLToPath(new URL('../bin/vigente.js', import.meta.url));
const steps = [];

/** One command; its JSON. `fails` — it may end with 1. */
function vigente(args, { fails = false } = {}) {
  const started = performance.now();
  const run = spawnSync(process.execPath, [bin, ...args, '--json'], {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  const result = JSON.parse(run.stdout.trim().split('\n').at(-1) || '{}');
  steps.push({ step: args.slice(0, 2).join(' '), seconds });
  process.stderr.write(`${String(seconds).padStart(8)} s  vigente ${args.join(' ').slice(0, 90)}\n`);
  if (run.status !== 0 && !(fails && run.status === 1)) {
    process.stderr.write(run.stderr.slice(-2000) + run.stdout.slice(-2000));
    process.exit(1);
  }
  return result;
}

const simulated = existsSync(join(folder, 'simulated.json'))
  ? JSON.parse(readFileSync(join(folder, 'simulated.json'), 'utf8'))
  : vigente([
      'simulate',
      '--programme',
      'minsal',
      '--people',
      String(people),
      '--days',
      days,
      '--seed',
      '1',
      '--db',
      'embedded',
      '--keep',
    ]);
writeFileSync(join(folder, 'simulated.json'), JSON.stringify(simulated));

vigente(['user', 'add', 'tic', '--role', 'TIC']);
for (const [name, role] of [
  ['ana', 'DARS'],
  ['luis', 'DARS'],
  ['eva', 'DARS'],
  ['digera', 'DIGERA'],
])
  vigente(['user', 'add', name, '--role', role, '--by', 'tic']);
vigente(['discharge', 'propose']);

// The request files, opened as whoever answers would, and filled in.
const identity = await generateIdentity();
const requests = join(folder, 'requests');
const { files } = vigente([
  'discharge',
  'requests',
  '--out',
  requests,
  '--recipient',
  `all=${await identityToRecipient(identity)}`,
]);
for (const { source, file } of files) {
  const age = new Decrypter();
  age.addIdentity(identity);
  const [header, ...rows] = (await age.decrypt(readFileSync(file), 'text')).replace('\ufeff', '').trim().split('\r\n');
  const columns = header.split(';');
  const day = new Date(Date.now()).toISOString().slice(0, 10);
  const say = {
    registry: (row) => ({ FALLECIDO: 'NO', F_CONSULTA: day, ...row }),
    insurer: (row, at) => ({
      PREVISION: at % 3 === 0 ? '1' : '2',
      F_CAMBIO: at % 3 === 0 ? '' : '2026-06-01',
      F_CONSULTA: day,
      REFERENCIA: `F-${at}`,
      ...row,
    }),
    network: (row, at) => ({
      F_ATENCION: '2026-10-01',
      E_OTOR_AT: '123100',
      PRESTA_MIN_SALIDA: '07-101',
      RUN_PROF_RESOL: '12345678-5',
      REFERENCIA: `N-${at}`,
      ...row,
    }),
    writing: (row, at) => ({ F_RECEPCION: day, REFERENCIA: `FC-${at}`, ...row }),
    call: (row, at) => ({
      CONFIRMA: at % 20 === 0 ? 'NO' : 'SI',
      F_LLAMADA: day,
      QUIEN: 'Dra. Soto',
      REFERENCIA: `LL-${at}`,
      ...row,
    }),
  }[source];
  const answer = join(folder, `answer-${source}.csv`);
  const filled = rows.map((row, at) => {
    const key = columns[0];
    const cells = say({ [key]: row.split(';')[0] }, at);
    return columns.map((name) => cells[name] ?? '').join(';');
  });
  writeFileSync(answer, `${[header, ...filled].join('\n')}\n`);
  const command = { registry: 'registry', insurer: 'insurer', network: 'network', writing: 'writings', call: 'calls' }[
    source
  ];
  vigente(['load', command, answer, '--source', `played ${source}`]);
}
vigente(['discharge', 'propose']);
vigente(['discharge', 'compare', '--all', '--by', 'ana']);
const proposed = vigente(['discharge', 'propose']);
const calls = join(folder, 'calls.csv');
rmSync(calls, { force: true });
const { drawn } = vigente(['discharge', 'sample', '--draw', '200', '--seed', '7', '--out', calls]);
const [head, ...called] = readFileSync(calls, 'utf8').replace('\ufeff', '').trim().split('\r\n');
writeFileSync(calls, [head, ...called.map((row) => `${row}CORRECTO`), ''].join('\n'));
vigente(['discharge', 'called', '--file', calls, '--by', 'eva']);
const approvals = ['ana', 'luis', 'eva'].map((by, at) =>
  vigente(['discharge', 'approve', ...(at === 0 ? ['--all'] : ['--all']), '--by', by]),
);
const before = vigente(['discharge', 'dry-run']);
for (const { id } of before.alarms) vigente(['discharge', 'sign', id, '--by', 'digera', '--why', 'looked at, played']);
const out = join(folder, `discharge-${Date.now()}.csv`);
const exported = vigente([
  'discharge',
  'export',
  '--format',
  'sigte',
  '--out',
  out,
  '--by',
  'ana',
  '--establishment',
  '113999',
  '--professional',
  '12345678-5',
]);
const fhir = vigente([
  'discharge',
  'export',
  '--format',
  'fhir',
  '--out',
  `${out}.ndjson`,
  '--establishment',
  '113999',
  '--professional',
  '12345678-5',
]);
const rows = readFileSync(out, 'utf8').trim().split('\r\n').slice(1);
const folios = rows.map((row) => row.split(';').at(-1));
writeFileSync(
  join(folder, 'answer.csv'),
  [
    'SIGTE_ID;ESTADO;MOTIVO',
    ...folios.map((folio, at) => (at % 50 === 0 ? `${folio};RECHAZADO;Causal no corresponde` : `${folio};ACEPTADO;`)),
    '',
  ].join('\n'),
);
const accepted = vigente(['discharge', 'accept', join(folder, 'answer.csv'), '--out', join(folder, 'letters')]);
const audit = vigente(['audit', 'verify'], { fails: true });
const after = vigente(['discharge', 'dry-run']);
let dossiers = 0;
for (const folio of folios.slice(0, Number(option('dossiers', '20')))) {
  const zip = join(folder, `dossier-${folio}.zip`);
  rmSync(zip, { force: true });
  vigente(['dossier', folio, '--out', zip]);
  if (vigente(['dossier', 'verify', zip]).ok) dossiers += 1;
}
const lines = readFileSync(`${out}.ndjson`, 'utf8').trim().split('\n').length;
const total = (counts) => Object.values(counts).reduce((sum, n) => sum + n, 0);
const agree = {
  'rows of the file = what the export says': rows.length === exported.rows,
  'by cause = rows': total(exported.byCause) === rows.length,
  'dry run = rows + what stayed': before.proposals === exported.rows + total(exported.left) + exported.withdrawn,
  'FHIR messages + causes without a code = rows':
    fhir.bundles + total(fhir.withoutCode) === rows.length && lines === fhir.bundles,
  'accepted + rejected = rows': accepted.accepted + accepted.rejected === rows.length,
  'states afterwards = accepted and rejected':
    (after.byState.accepted ?? 0) === accepted.accepted && (after.byState.rejected ?? 0) === accepted.rejected,
  'the audit is whole': audit.ok,
};
const result = { people: simulated.people, entries: simulated.entries, simulateSeconds: simulated.seconds, proposed, drawn, approvals: approvals.map(({ done }) => done), alarms: before.alarms.map(({ id, count }) => ({ id, count })), exported: { rows: exported.rows, byCause: exported.byCause, left: exported.left, missing: exported.missing, withdrawn: exported.withdrawn }, fhir: { bundles: fhir.bundles, withoutCode: fhir.withoutCode }, accepted: { accepted: accepted.accepted, rejected: accepted.rejected, told: accepted.told, letters: accepted.letters }, audit, dossiers, agree, steps }; // prettier-ignore
process.stdout.write(`${JSON.stringify(result, null, process.argv.includes('--json') ? 0 : 2)}\n`);
if (!Object.values(agree).every(Boolean)) process.exitCode = 1;
process.stderr.write(`Everything is in ${folder} (${readdirSync(folder).length} files).\n`);
