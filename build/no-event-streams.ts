/**
 * What the bundles get instead of the SDK's event streams, which no operation of Vigil uses. The SDK loads them by a
 * dynamic import, and with them esbuild would put all of @smithy/core into every bundle.
 */
export function EventStreamSerde(): never {
  throw new Error('event streams are not in the bundles: see build/no-event-streams.ts');
}

export { EventStreamSerde as eventStreamSerdeProvider };
