/** What a discharge is written down as, whatever the format: one row, made of the entry, its person and the decision. */
import { runCheckDigit } from '../domain/document-number.js';
import type { CaseEvidence } from './policy/case.js';
import type { Resolver } from './resolver.js';
import type { BuiltCase, EntrySecret } from './cases.js';

export interface DischargeRow {
  readonly proposal: string;
  readonly sigteId: string;
  readonly localId: string;
  /** Digits without the check digit, and the check digit; both '' where the person has no RUN. */
  readonly run: string;
  readonly dv: string;
  readonly names: string;
  readonly surname: string;
  readonly secondSurname: string;
  readonly birthDate: string;
  readonly sex: number;
  readonly insurer: number;
  readonly prais: boolean;
  readonly healthService: number;
  readonly type: number;
  readonly careCode: string;
  readonly plane: string;
  readonly limb: string;
  readonly careLabel: string;
  readonly enteredOn: string;
  readonly origin: string;
  readonly destination: string;
  readonly exitedOn: string;
  /** C_SALIDA */
  readonly cause: number;
  readonly givenAt: string;
  readonly careGiven: string;
  readonly region: number;
  readonly commune: string;
  readonly suspicion: string;
  readonly diagnosis: string;
  readonly city: string;
  readonly rurality: number;
  readonly street: string;
  readonly streetNumber: string;
  readonly addressRest: string;
  readonly landline: string;
  readonly mobile: string;
  readonly email: string;
  readonly appointmentOn: string;
  /** "12345678-5" */
  readonly requestedBy: string;
  readonly resolvedBy: string;
  readonly result: string;
}

/** `secret` — of the entry. The care that was reported is its own; administrative causes name who resolved them (DOMAIN §1.2). */
export function rowOf(
  { proposal, entry, person, known }: BuiltCase,
  secret: EntrySecret,
  { cause, exitOn }: { readonly cause: number; readonly exitOn: string },
  resolver: Resolver,
): DischargeRow {
  const { doc, secret: who } = person;
  const network: CaseEvidence['network'] = cause === 2 ? known.evidence.network : undefined;
  const [run = '', dv = ''] = doc.documentType === 'RUN' && who.documentNumber ? runOf(who.documentNumber) : [];
  const phone = (kind: 'mobile' | 'landline' | 'email') => {
    const at = doc.contacts.findIndex((each) => each.kind === kind && !each.shared && each.status !== 'wrongPerson');
    return at < 0 ? '' : (who.contacts[at]?.value ?? '');
  };
  return {
    proposal: proposal._id, sigteId: entry.sigteId, localId: entry.localId, run, dv, names: who.names, surname: who.surname,
    secondSurname: who.secondSurname, birthDate: who.birthDate, sex: doc.sex, insurer: doc.insurer, prais: doc.prais,
    healthService: entry.healthService, type: entry.type, careCode: entry.careCode, plane: entry.plane, limb: entry.limb,
    careLabel: secret.careLabel, enteredOn: entry.enteredOn, origin: entry.origin, destination: entry.destination, exitedOn: exitOn, cause,
    givenAt: network?.establishment ?? resolver.establishment, careGiven: network?.careCode ?? entry.careCode, region: doc.region,
    commune: doc.commune, suspicion: secret.suspicion, diagnosis: secret.diagnosis, city: who.city, rurality: doc.rurality ?? 0,
    street: who.street, streetNumber: who.streetNumber, addressRest: who.addressRest, landline: phone('landline'), mobile: phone('mobile'),
    email: phone('email'), appointmentOn: entry.appointmentOn ?? '', requestedBy: secret.requestedBy,
    resolvedBy: network?.professional || resolver.professional, result: secret.result,
  }; // prettier-ignore
}

const runOf = (number: string): [string, string] => [number, runCheckDigit(Number(number))];
