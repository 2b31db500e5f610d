import * as z from 'zod';
import { EVENT_TYPES, type EventType, schemaNameOf } from './event-types.ts';

/** The JSON Schema of the data of one type, as it is published in docs/events. */
export function schemaOf(type: EventType): Readonly<Record<string, unknown>> & { readonly $id: string } {
  const { data, description } = EVENT_TYPES[type];
  const { $schema, ...schema } = z.toJSONSchema(data, { target: 'draft-2020-12' });
  return { $schema, $id: schemaNameOf(type), title: type, description, ...schema };
}
