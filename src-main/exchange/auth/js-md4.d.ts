/** The package ships no types. Only the pure implementation is used: `md4(…)` itself would ask OpenSSL, which dropped MD4. */
declare module 'js-md4' {
  const md4: { readonly arrayBuffer: (message: Uint8Array) => ArrayBuffer };
  export default md4;
}
