/**
 * Everything intake can say about a row: one code, one sentence for the clerk who must correct the file (usted, no values of
 * patients in it). A closed list: docs/intake-codes.md documents each, and a test compares both.
 * `{line}`, `{column}` and `{other}` (an earlier line, or names of columns) are filled in.
 */

const REPAIRED = {
  'spaces-cleaned': 'Se quitaron espacios o saltos de línea que sobraban. No necesita hacer nada.',
  'apostrophe-removed': 'Se quitó el apóstrofo que la planilla pone delante. No necesita hacer nada.',
  'code-format': 'El código venía escrito de otra forma (ceros o decimales) y se normalizó. No necesita hacer nada.',
  'word-to-code': 'Venía una palabra en lugar del código y se cambió por su código. No necesita hacer nada.',
  'empty-word': 'Venía una palabra que significa "sin dato" y se dejó vacío. No necesita hacer nada.',
  'run-format': 'Se dejaron solo los dígitos del RUN. No necesita hacer nada.',
  'dv-in-run': 'El dígito verificador venía en la columna del RUN y se separó. No necesita hacer nada.',
  'dv-format': 'Se normalizó el dígito verificador. No necesita hacer nada.',
  'date-format': 'La fecha venía en otro formato y se leyó como día, mes y año. No necesita hacer nada.',
  'date-serial': 'La fecha venía como número de planilla y se convirtió. No necesita hacer nada.',
  'date-us': 'La fecha venía con el mes primero y se leyó así porque el segundo número es mayor que 12.',
  'date-two-digit-year': 'El año venía con dos cifras y se completó. Escriba los años con cuatro cifras.',
  'phone-format': 'El teléfono venía escrito de otra forma y se normalizó. No necesita hacer nada.',
  'phone-nine-added': 'El celular venía con ocho dígitos y se le antepuso un 9. Confírmelo con la persona.',
  'phones-several': 'La celda traía varios teléfonos y se guardaron todos. No necesita hacer nada.',
  'phone-none': 'Venía un texto que significa "sin teléfono" y se dejó vacío. No necesita hacer nada.',
  'email-in-phone-column': 'Venía un correo en la columna de teléfono y se guardó como correo.',
  'email-format': 'Se normalizó el correo electrónico. No necesita hacer nada.',
  'email-none': 'Venía un correo inventado o "sin correo" y se dejó vacío. No necesita hacer nada.',
  'commune-padded': 'Al código de comuna le faltaba el cero inicial y se agregó. No necesita hacer nada.',
} as const;

const WARNED = {
  'landline-only': 'No hay celular: a esta persona no se le puede enviar SMS. Pida un celular cuando la contacte.',
  'email-only': 'Solo hay correo electrónico: a esta persona no se le puede enviar SMS. Pida un celular.',
  'phone-placeholder': 'El teléfono es un número de relleno y no se usará. Pida el número verdadero.',
  'phone-shared': 'El mismo teléfono aparece en más de cinco personas y no se usará. Pida el número de la persona.',
  'phone-unusable': 'Hay un texto que no se pudo leer como teléfono y no se usará. Revise el número.',
  'mobile-in-landline-column': 'Hay un celular en la columna de teléfono fijo y se usará como celular.',
  'email-unusable': 'El correo electrónico no está bien escrito y no se usará. Revíselo.',
  'run-placeholder':
    'El RUN es de relleno y no identifica a nadie: la fila se trata como una persona aparte. Busque su RUN.',
  'run-professional': 'El RUN del profesional no coincide con su dígito verificador. Revíselo.',
  'birth-century': 'El año de nacimiento venía con dos cifras y se dedujo por el RUN. Confirme la fecha.',
  minor: 'La persona es menor de 18 años: se contactará solo a través de la persona adulta responsable.',
  'age-over-105': 'La persona tendría más de 105 años. Revise la fecha de nacimiento.',
  'appointment-past': 'La citación ya pasó y la prestación sigue abierta. Registre qué ocurrió.',
  'exit-future': 'La fecha de salida es posterior a hoy. Revísela.',
  'cause-without-exit':
    'Hay causal de salida pero no fecha de salida: se trata como abierta. Complete la fecha o borre la causal.',
  'exit-without-cause': 'Hay fecha de salida pero no causal: se trata como cerrada. Complete la causal.',
  'insurer-unknown': 'El código de previsión no está en la tabla (1 a 5, 96, 99). Revíselo.',
  'prais-isapre': 'Figura PRAIS y también ISAPRE. Confirme la previsión.',
  'prais-unknown': 'PRAIS debe ser 1 (sí) o 2 (no); se lee como no. Corríjalo.',
  'no-second-surname': 'Falta el segundo apellido. Complételo si la persona lo tiene.',
  'sex-unknown': 'El código de sexo no está en la tabla (1, 2, 3, 9, 99). Corríjalo.',
  'service-unknown': 'El Servicio de Salud no está en el catálogo. Revise el código.',
  'region-unknown': 'La región debe ser un número de 1 a 16. Corríjala.',
  'commune-unreadable': 'La comuna debe ser un código de cinco dígitos. Corríjala.',
  'commune-region': 'La comuna no pertenece a la región indicada. Revise ambas.',
  'rurality-unknown': 'La condición de ruralidad debe ser 1 (urbana) o 2 (rural). Corríjala.',
  'code-unknown': 'El código no está en la tabla de esta columna. Revíselo.',
  'establishment-format': 'El código de establecimiento debe tener seis dígitos. Revíselo.',
  'care-code-format': 'El código de prestación no tiene la forma NN-NNN o NN-NN-NNN. Revíselo.',
  'id-rounded': 'La planilla redondeó este identificador y no se usará. Exporte la columna como texto.',
  'text-damaged': 'El texto tiene letras dañadas por una conversión anterior. Revise los acentos y las eñes.',
  'stray-quote': 'Había una comilla suelta que desordenaba la fila; se leyó como texto. Revise la fila.',
  'blank-record': 'La fila está en blanco y se saltó. Puede borrarla.',
  'extra-columns': 'El archivo trae columnas que no son del formato y se ignoraron: {other}.',
  'columns-absent': 'El archivo no trae estas columnas opcionales: {other}.',
  'preamble-skipped': 'Había líneas antes de los encabezados y se saltaron. Puede borrarlas.',
  'encoding-mixed': 'El archivo mezcla dos codificaciones de texto; se leyó línea por línea. Revise los acentos.',
} as const;

const REJECTED = {
  'too-few-cells':
    'la fila tiene menos celdas que los encabezados. Revise si falta un separador o si la línea está cortada.',
  'too-many-cells':
    'la fila tiene más celdas que los encabezados. Revise si hay un separador dentro de un texto sin comillas.',
  'control-character': 'hay un carácter invisible que no es texto. Borre la celda y escríbala de nuevo.',
  'totals-line': 'no es una persona: parece una línea de totales o un pie de página. Bórrela del archivo.',
  'header-repeated': 'no es una persona: los encabezados están repetidos. Borre la línea.',
  'file-cut': 'el archivo está cortado en esta fila. Vuelva a exportarlo completo.',
  'mandatory-missing': 'el dato es obligatorio y está vacío. Complételo.',
  'run-missing': 'falta el RUN y no hay otro documento. Complételo.',
  'run-unreadable': 'no se puede leer un RUN. Escríbalo sin puntos y con el dígito verificador en su columna.',
  'run-rounded': 'la planilla redondeó el RUN y se perdieron dígitos. Exporte la columna como texto.',
  'run-check-digit': 'el dígito verificador no corresponde al RUN. Revise ambos en la ficha.',
  'no-contact': 'no hay ningún medio de contacto (teléfono ni correo). Agregue al menos uno.',
  'no-diagnosis': 'falta el diagnóstico: ni sospecha ni confirmación. Complete una de las dos.',
  'date-impossible': 'ese día no existe en el calendario. Corrija la fecha.',
  'date-unreadable': 'no se puede leer una fecha. Escríbala como día/mes/año con cuatro cifras para el año.',
  'date-ambiguous': 'la fecha puede leerse de dos maneras. Escríbala como día/mes/año con cuatro cifras para el año.',
  'entry-future': 'la fecha de entrada es posterior a hoy. Corríjala.',
  'birth-future': 'la fecha de nacimiento es posterior a hoy. Corríjala.',
  'entry-before-birth': 'la fecha de entrada es anterior al nacimiento. Corrija una de las dos fechas.',
  'exit-before-entry': 'la fecha de salida es anterior a la de entrada. Corrija una de las dos fechas.',
  'type-unknown': 'el tipo de prestación debe ser 1, 2, 3, 4 o 5. Corríjalo.',
  'cause-unknown': 'la causal de salida no está en la tabla (0 a 20, 99). Corríjala.',
  'duplicate-open': 'la misma persona ya espera esta prestación en la línea {other}. Deje solo una de las dos.',
  'folio-repeated': 'el identificador de esta entrada ya se usó en la línea {other}. Corrija una de las dos.',
} as const;

export type RepairCode = keyof typeof REPAIRED;
export type WarningCode = keyof typeof WARNED;
export type RejectionCode = keyof typeof REJECTED;
export type IntakeCode = RepairCode | WarningCode | RejectionCode;
export type FindingKind = 'repaired' | 'warned' | 'rejected';

export const INTAKE_CODES: Readonly<Record<FindingKind, readonly IntakeCode[]>> = {
  repaired: Object.keys(REPAIRED) as RepairCode[],
  warned: Object.keys(WARNED) as WarningCode[],
  rejected: Object.keys(REJECTED) as RejectionCode[],
};

const SENTENCES: Readonly<Record<IntakeCode, string>> = { ...REPAIRED, ...WARNED, ...REJECTED };

export function sentenceOf(code: IntakeCode): string {
  return SENTENCES[code];
}

/** "Línea 12, columna DV: el dígito verificador no corresponde al RUN. …" */
export function messageFor(code: IntakeCode, line: number, column: string | null, other: string | number = ''): string {
  const where = column === null ? `Línea ${line}` : `Línea ${line}, columna ${column}`;
  return `${where}: ${SENTENCES[code].replace('{other}', String(other))}`;
}
