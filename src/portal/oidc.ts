/** An identity provider over OpenID Connect (ClaveÚnica, Cl@ve, SPID …): it says who somebody is, with the assurance of level 3. */
import type { Programme } from '../programmes/programme.js';

export interface IdentityProvider {
  readonly name: string;
  serves(programme: Programme): boolean;
}
