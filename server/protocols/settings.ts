/** A service's settings as its protocol's own schema reads them. Pure; each service is read once. */
import type { z } from 'zod';
import type { ServiceDefinition } from '../../labs/world.ts';

/** Makes the reader of a protocol's settings: defaults filled in. @throws ZodError where they are not the schema's */
export function settingsReader<T>(schema: z.ZodType<T>): (service: ServiceDefinition) => T {
  const read = new WeakMap<ServiceDefinition, T>();
  return (service) => {
    let settings = read.get(service);
    if (settings === undefined) {
      settings = schema.parse(service.settings);
      read.set(service, settings);
    }
    return settings;
  };
}
