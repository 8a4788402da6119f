/** Looks into JSON that a provider sent: nothing of it is promised, whatever is not as expected is null or empty. */
export type Payload = Readonly<Record<string, unknown>>;

export function recordOf(value: unknown): Payload | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : null;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The records of a list; what is none is left out and loses no neighbour. */
export function recordsOf(value: unknown): readonly Payload[] {
  return listOf(value)
    .map(recordOf)
    .filter((item) => item !== null);
}

/** A text that is not empty; ids may come as numbers. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** E.164 from a number as providers write it: with or without plus, spaces, dashes; null = not a number of a person. */
export function e164Of(value: unknown): string | null {
  const digits = textOf(value)?.replace(/[\s().+-]/g, '') ?? '';
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null;
}

/** Business-scoped user id of WhatsApp: country, point, letters and digits. */
export function userIdOf(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/.test(text) ? text : null;
}

/** ISO instant from seconds since the epoch, as text or number; null = no time, or none that exists. */
export function instantOf(value: unknown): string | null {
  const seconds = numberOf(value);
  if (seconds === null || seconds <= 0) return null;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
