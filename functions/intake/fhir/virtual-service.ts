import * as z from 'zod';
import type { ProviderIds } from '../provider-ids.ts';
import { roomsAt } from '../providers/meeting-address.ts';

/** R5's `VirtualServiceDetail` (https://hl7.org/fhir/R5/metadatatypes.html): of it, the address of the meeting. */
const service = z.object({
  addressUrl: z.string().max(2048).optional(),
  addressString: z.string().max(2048).optional(),
});

/** The same in R4, as the cross-version extension writes it. */
const extension = z.object({
  url: z.string(),
  extension: z
    .array(
      z.object({
        url: z.string(),
        valueUrl: z.string().max(2048).optional(),
        valueUri: z.string().max(2048).optional(),
        valueString: z.string().max(2048).optional(),
      }),
    )
    .max(100),
});

const isVirtualService = (url: string): boolean => /[./]virtual-?service$/i.test(url);

/** The rooms in which an appointment takes place. What cannot be read names none: the appointment is taken without. */
export const roomsOf = (
  { extension: extensions, virtualService }: { extension?: unknown; virtualService?: unknown },
  ids: ProviderIds,
): readonly string[] => {
  const inR5 = readable(service, virtualService).flatMap(({ addressUrl, addressString }) => [
    addressUrl,
    addressString,
  ]);
  const inR4 = readable(extension, extensions)
    .filter(({ url }) => isVirtualService(url))
    .flatMap((found) => found.extension.filter(({ url }) => url === 'address' || url === 'address[x]'))
    .flatMap(({ valueUrl, valueUri, valueString }) => [valueUrl, valueUri, valueString]);
  return [...new Set([...inR5, ...inR4].flatMap((address) => roomsAt(address, ids)))].slice(0, 20);
};

const readable = <S extends z.ZodType>(schema: S, values: unknown): readonly z.infer<S>[] =>
  (Array.isArray(values) ? values.slice(0, 100) : []).flatMap((value) => {
    const read = schema.safeParse(value);
    return read.success ? [read.data] : [];
  });
