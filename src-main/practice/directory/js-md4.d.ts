/** js-md4 0.3.2 ships no types; only what the practice tenants use. */
declare module 'js-md4' {
  interface Md4 {
    (message: string | Uint8Array): string;
    arrayBuffer(message: string | Uint8Array): ArrayBuffer;
  }
  const md4: Md4;
  export default md4;
}
