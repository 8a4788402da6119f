/** What may happen to a conversation: words that mean something, digits, clicks, files, silence; often enough the way to a removal. */
import fc from 'fast-check';

export const WORDS = [
  '1', '2', '3', '4', '5', '6', '0', '5567 1943', '5567 1943', '1234 1950', 'soy yo', 'soy su hija', 'ya me operaron', 'si', 'no', 'si, la necesito',
  'estoy peor', 'ahora no', 'no me escriban mas', 'STOP', 'alta', 'ella fallecio', 'no murio, es un error', 'no soy esa persona', 'me siento morir, no puedo respirar',
  'quiero hablar con una persona', 'quien es usted', 'cuando es mi hora', 'mas tarde', 'gracias', 'asdf', '', 'en la clinica', 'en marzo de 2025', 'cambie de numero 987654321',
  'me cambie de isapre en 2024', 'ya me mejore',
] as const; // prettier-ignore

/** Straight to a removal: chance alone hardly ever gets there. */
export const REMOVAL = ['1', '4', '2', '5567 1943', 'en la clinica', 'en marzo de 2025', '1', '1'] as const;

/** The way to a removal, of which some steps may be wanting, cut anywhere by anything. */
export const cutAnywhere = <T>(way: readonly T[], between: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc
    .tuple(fc.nat(way.length - 1), fc.array(between, { maxLength: 4 }))
    .map(([at, cut]) => [...way.slice(0, at), ...cut, ...way.slice(at)]);
