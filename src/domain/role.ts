/** Who may do what on the way to a discharge (REQUIREMENTS M10). Each sees and may do only its part. */

export const ROLES = [
  'DIGERA',
  'DARS',
  'TIC',
  'HospitalDigital',
  'ENTEL',
  'service',
  'operator',
  'informationLine',
] as const;
export type Role = (typeof ROLES)[number];

export const ACTS = [
  'seeOverview', 'seeConversations', 'seeLists', 'loadLists', 'seeCampaigns', 'orderCampaigns', 'seeReviews', 'review', 'approve', 'export', 'signAlarm', 'liftHold', 'callBack',
  'seeDischarges', 'seeInbox', 'answerAsService', 'seeSources', 'seeSettings', 'seeNumbers', 'resumeChannels', 'seeAudit', 'manageUsers', 'erase',
  'reinstate', 'reinstateLate', 'seeDifferences', 'useDesk', 'superviseDesk', 'answerForService', 'writeAsPerson', 'useLine',
] as const; // prettier-ignore
export type Act = (typeof ACTS)[number];

/** DIGERA supervises and signs, DARS reviews and discharges, TIC runs the system; a health service sees what is decided of its own people. Operators call, and see whom
 * they call; the information line says that we wrote, and nothing else.
 */
const MAY: Readonly<Record<Role, readonly Act[]>> = {
  DIGERA: [
    'seeOverview',
    'seeLists',
    'seeCampaigns',
    'orderCampaigns',
    'seeReviews',
    'seeDischarges',
    'seeInbox',
    'signAlarm',
    'reinstateLate',
    'callBack',
    'seeSources',
    'seeSettings',
    'seeNumbers',
    'seeAudit',
  ],
  DARS: [
    'seeOverview',
    'seeConversations',
    'seeLists',
    'seeCampaigns',
    'seeReviews',
    'seeDischarges',
    'seeInbox',
    'review',
    'approve',
    'export',
    'reinstate',
    'liftHold',
    'callBack',
    'seeSources',
    'seeDifferences',
    'useDesk',
    'superviseDesk',
    'answerForService',
    'writeAsPerson',
    'useLine',
  ],
  TIC: [
    'seeOverview',
    'seeLists',
    'loadLists',
    'seeCampaigns',
    'seeSources',
    'seeSettings',
    'seeNumbers',
    'resumeChannels',
    'seeAudit',
    'manageUsers',
    'erase',
  ],
  HospitalDigital: ['seeOverview', 'seeCampaigns'],
  ENTEL: ['seeOverview', 'seeNumbers', 'seeCampaigns'],
  service: ['seeReviews', 'seeInbox', 'answerAsService', 'answerForService'],
  operator: ['useDesk'],
  informationLine: ['useLine'],
};

export const mayDo = (role: Role, act: Act): boolean => MAY[role].includes(act);
