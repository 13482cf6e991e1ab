/** Signs claims as a compact JWS (RFC 7515) that anybody verifies with the published keys. */
export type Sign = (claims: object) => Promise<string>;
