import type { Instant } from '../../../domain/instant.ts';

/** The present moment. */
export type Now = () => Instant;

export const systemNow: Now = () => new Date().toISOString();
