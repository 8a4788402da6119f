/**
 * A discharge as a FHIR R4 message of MINSAL's guide "Tiempos de Espera Interoperable" (TEI 0.2, BundleTerminarLE): event `terminar`, the
 * closing code of TEI, which is not the number of SIGTE. What TEI has no code for is not written.
 */
import type { Cause } from '../programmes/causes.js';
import type { DischargeRow } from './row.js';

const TEI = 'https://interoperabilidad.minsal.cl/fhir/ig/tei';
const CLOSING = `${TEI}/CodeSystem/CSMotivoCierreInterconsulta`;
const CLOSING_EXTENSION = `${TEI}/StructureDefinition/ExtensionMotivoCierreInterconsulta`;
const STATE_EXTENSION = `${TEI}/StructureDefinition/ExtensionEstadoInterconsultaCodigoLE`;
/** CSEstadoInterconsulta 7 = Cerrada. */
const CLOSED = '7';
/** Our own: what SIGTE needs and TEI has no element for. */
const SIGTE_ID = 'urn:vigente:sigte-id';
const LOCAL_ID = 'urn:vigente:id-local';

export interface TerminarBundle {
  readonly resourceType: 'Bundle';
  readonly type: 'message';
  readonly timestamp: string;
  readonly entry: readonly { readonly fullUrl: string; readonly resource: Readonly<Record<string, unknown>> }[];
}

/** Null where TEI has no closing code for the cause: it is to be listed. `at` — ISO instant; `software` — who sends. */
export function terminarBundle(
  row: DischargeRow,
  cause: Cause,
  { at, software, endpoint }: { readonly at: string; readonly software: string; readonly endpoint: string },
): TerminarBundle | null {
  if (cause.tei === null) return null;
  const id = row.proposal.replace(/[^A-Za-z0-9.-]/g, '-').slice(-64);
  const url = (type: string) => `${TEI}/${type}/${id}`;
  const profile = (name: string) => ({ meta: { profile: [`${TEI}/StructureDefinition/${name}`] } });
  const coding = (system: string, code: string, display: string) => ({
    coding: [{ system: `${TEI}/CodeSystem/${system}`, code, display }],
  });
  const resource = (type: string, body: Record<string, unknown>) => ({
    fullUrl: url(type),
    resource: { resourceType: type, id, ...body },
  });
  const run = (value: string) => ({
    use: 'official',
    type: {
      coding: [
        { system: 'https://hl7chile.cl/fhir/ig/clcore/CodeSystem/CSTipoIdentificador', code: '01', display: 'RUN' },
      ],
      text: 'Rol Único Nacional',
    },
    value,
  });
  return {
    resourceType: 'Bundle',
    type: 'message',
    timestamp: at,
    entry: [
      resource('MessageHeader', {
        meta: { ...profile('MessageHeaderLE').meta, lastUpdated: at },
        eventCoding: { system: `${TEI}/CodeSystem/CSTipoEventoLE`, code: 'terminar', display: 'Terminar' },
        author: { reference: url('PractitionerRole') },
        source: { software, endpoint },
        focus: [{ reference: url('ServiceRequest') }],
      }),
      resource('ServiceRequest', {
        ...profile('ServiceRequestLE'),
        extension: [
          { url: STATE_EXTENSION, valueCodeableConcept: coding('CSEstadoInterconsulta', CLOSED, 'Cerrada') },
          {
            url: CLOSING_EXTENSION,
            valueCodeableConcept: coding(
              'CSMotivoCierreInterconsulta',
              String(cause.tei),
              `${cause.name} (${cause.sigte})`,
            ),
          },
        ],
        identifier: [
          ...(row.sigteId ? [{ system: SIGTE_ID, value: row.sigteId }] : []),
          ...(row.localId ? [{ system: LOCAL_ID, value: row.localId }] : []),
        ],
        status: 'completed',
        intent: 'order',
        code: { text: row.careCode },
        subject: { identifier: run(`${row.run}-${row.dv}`) },
        authoredOn: row.enteredOn,
        occurrenceDateTime: row.exitedOn,
        performer: [{ reference: url('PractitionerRole') }],
      }),
      resource('Practitioner', {
        ...profile('PractitionerProfesionalLE'),
        identifier: [run(row.resolvedBy)],
        active: true,
      }),
      resource('PractitionerRole', {
        ...profile('PractitionerRoleLE'),
        active: true,
        practitioner: { reference: url('Practitioner') },
        organization: { reference: url('Organization') },
        code: [coding('CSPractitionerTipoRolLE', 'terminador', 'Terminador')],
      }),
      resource('Organization', {
        ...profile('OrganizationLE'),
        identifier: [{ system: `${TEI}/CodeSystem/CSEstablecimientoDestino`, value: row.givenAt }],
      }),
    ],
  };
}

/** What a bundle says of the discharge; what a round trip compares. */
export interface ReadDischarge {
  readonly sigteId: string;
  readonly localId: string;
  readonly run: string;
  readonly careCode: string;
  readonly enteredOn: string;
  readonly exitedOn: string;
  /** C_SALIDA */
  readonly cause: number;
  readonly givenAt: string;
  readonly resolvedBy: string;
}

/** Throws `TypeError` when it is no `terminar` bundle, or its closing code is none of ours. */
export function readTerminar(bundle: unknown, causes: ReadonlyMap<number, Cause>): ReadDischarge {
  const { entry } = bundle as TerminarBundle;
  const of = (type: string) => {
    const found = entry.find(({ resource }) => resource['resourceType'] === type);
    if (!found) throw new TypeError(`the bundle has no ${type}`);
    return found.resource as never as Body;
  };
  if (of('MessageHeader').eventCoding?.code !== 'terminar') throw new TypeError('the bundle is no event "terminar"');
  const request = of('ServiceRequest');
  const closing = request.extension
    ?.find(({ url }) => url === CLOSING_EXTENSION)
    ?.valueCodeableConcept?.coding.find(({ system }) => system === CLOSING)?.code;
  const cause = [...causes.values()].find(({ tei }) => tei !== null && String(tei) === closing);
  if (!cause) throw new TypeError(`closing code ${closing} is none of TEI's that we know`);
  const id = (system: string) => request.identifier?.find((each) => each.system === system)?.value ?? '';
  return {
    sigteId: id(SIGTE_ID), localId: id(LOCAL_ID), run: request.subject?.identifier.value ?? '', careCode: request.code?.text ?? '',
    enteredOn: request.authoredOn ?? '', exitedOn: request.occurrenceDateTime ?? '', cause: cause.sigte,
    givenAt: of('Organization').identifier?.[0]?.value ?? '', resolvedBy: of('Practitioner').identifier?.[0]?.value ?? '',
  }; // prettier-ignore
}

interface Body {
  readonly eventCoding?: { readonly code: string };
  readonly extension?: readonly {
    readonly url: string;
    readonly valueCodeableConcept?: { readonly coding: readonly { readonly system: string; readonly code: string }[] };
  }[];
  readonly identifier?: readonly { readonly system?: string; readonly value: string }[];
  readonly subject?: { readonly identifier: { readonly value: string } };
  readonly code?: { readonly text?: string };
  readonly authoredOn?: string;
  readonly occurrenceDateTime?: string;
}
