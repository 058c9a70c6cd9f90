/** The faces of one tenant, and what each has seen: tests count connections and handshakes with it. */
export type FaceName = 'online' | 'basic' | 'ntlm';
export const faceNames = ['online', 'basic', 'ntlm'] as const satisfies readonly FaceName[];

export interface FaceStats {
  requests: number;
  refused: number;
  connections: number;
  ntlmHandshakes: number;
}
