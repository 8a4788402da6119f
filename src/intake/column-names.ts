/** The 43 columns of a SIGTE (no GES) list, in the order of the norm (DOMAIN §1.1). */
export const COLUMN_NAMES = [
  'SERV_SALUD', 'RUN', 'DV', 'NOMBRES', 'PRIMER_APELLIDO', 'SEGUNDO_APELLIDO', 'FECHA_NAC', 'SEXO', 'PREVISION', 'TIPO_PREST',
  'PRESTA_MIN', 'PLANO', 'EXTREMIDAD', 'PRESTA_EST', 'F_ENTRADA', 'ESTAB_ORIG', 'ESTAB_DEST', 'F_SALIDA', 'C_SALIDA', 'E_OTOR_AT',
  'PRESTA_MIN_SALIDA', 'PRAIS', 'REGION', 'COMUNA', 'SOSPECHA_DIAG', 'CONFIR_DIAG', 'CIUDAD', 'COND_RURALIDAD', 'VIA_DIRECCION',
  'NOM_CALLE', 'NUM_DIRECCION', 'RESTO_DIRECCION', 'FONO_FIJO', 'FONO_MOVIL', 'EMAIL', 'F_CITACION', 'RUN_PROF_SOL', 'DV_PROF_SOL',
  'RUN_PROF_RESOL', 'DV_PROF_RESOL', 'ID_LOCAL', 'RESULTADO', 'SIGTE_ID',
] as const; // prettier-ignore

export type ColumnName = (typeof COLUMN_NAMES)[number];

/** Empty in a row = the row is refused. One diagnosis and one contact means are mandatory besides. */
export const MANDATORY_COLUMNS = [
  'SERV_SALUD', 'RUN', 'DV', 'NOMBRES', 'PRIMER_APELLIDO', 'FECHA_NAC', 'SEXO', 'PREVISION', 'TIPO_PREST', 'PRESTA_MIN', 'PRESTA_EST',
  'F_ENTRADA', 'ESTAB_ORIG', 'ESTAB_DEST', 'PRAIS', 'REGION', 'COMUNA', 'CIUDAD', 'COND_RURALIDAD', 'NOM_CALLE', 'RUN_PROF_SOL',
  'DV_PROF_SOL', 'ID_LOCAL',
] as const satisfies readonly ColumnName[]; // prettier-ignore

export const DIAGNOSIS_COLUMNS = ['SOSPECHA_DIAG', 'CONFIR_DIAG'] as const satisfies readonly ColumnName[];
export const CONTACT_COLUMNS = ['FONO_MOVIL', 'FONO_FIJO', 'EMAIL'] as const satisfies readonly ColumnName[];
