/** Who may do what on the way to a discharge (REQUIREMENTS M10). Each sees and may do only its part. */

export const ROLES = ['DIGERA', 'DARS', 'TIC', 'HospitalDigital', 'ENTEL', 'service'] as const;
export type Role = (typeof ROLES)[number];

export const ACTS = [
  'review',
  'approve',
  'export',
  'signAlarm',
  'liftHold',
  'callBack',
  'manageUsers',
  'erase',
] as const;
export type Act = (typeof ACTS)[number];

/** DIGERA supervises and signs, DARS reviews and discharges, TIC runs the system; the services answer for their own people elsewhere. */
const MAY: Readonly<Record<Role, readonly Act[]>> = {
  DIGERA: ['signAlarm', 'callBack'],
  DARS: ['review', 'approve', 'export', 'liftHold', 'callBack'],
  TIC: ['manageUsers', 'erase'],
  HospitalDigital: [],
  ENTEL: [],
  service: [],
};

export const mayDo = (role: Role, act: Act): boolean => MAY[role].includes(act);
