/**
 * The part of docs/worlds.md that is made of the format itself: a table for each map of a world's file, and one for the
 * settings of each protocol. `UPDATE_DOCS=1` with its test writes it anew.
 */
import { stringify } from 'yaml';
import type { JsonSchema } from '../../labs/world-json-schema.ts';

/** What a map is called in the page, by its place in the file; the order is that of the page. */
const SECTIONS: readonly (readonly [place: string, title: string])[] = [
  ['', 'The world'],
  ['learner', '`learner`'],
  ['hosts[]', '`hosts`: each'],
  ['hosts[].services.smtp', '`services` of a host: each, by the name of its protocol'],
  ['hosts[].files[]', '`files` of a host: each'],
  ['accounts[]', '`accounts`: each'],
  ['accounts[].mailboxes[]', '`mailboxes` of an account: each'],
  ['accounts[].mailboxes[].messages[]', '`messages` of a mailbox: each'],
  ['names[].A', '`names`: an address'],
  ['names[].MX', '`names`: a mail exchanger'],
  ['names[].CNAME', '`names`: an alias'],
  ['names[].TXT', '`names`: a text'],
  ['people[]', '`people`: each'],
  ['people[].sends', '`sends` of one of the people'],
  ['people[].fetches', '`fetches` of one of the people'],
];

/** The page's tables, as Markdown. @throws Error where the format has a map that the page has no place for */
export function worldPage(schema: JsonSchema): string {
  const maps = mapsOf(schema);
  const services = schema.properties?.['hosts']?.items?.properties?.['services']?.properties ?? {};
  const known = new Set(SECTIONS.map(([place]) => place));
  for (const place of maps.keys()) {
    if (!known.has(place) && !place.startsWith('hosts[].services'))
      throw new Error(`the page has no place for ${place}`);
  }
  const sections = SECTIONS.map(([place, title]) => section(title, maps.get(place) ?? missing(place)));
  return [...sections, ...settingsSections(services)].join('\n\n');
}

const missing = (place: string): never => {
  throw new Error(`the format has no ${place}`);
};

/** The same settings are told once: submission's are smtp's. */
function settingsSections(services: Readonly<Record<string, JsonSchema>>): string[] {
  const bySettings = new Map<string, { names: string[]; settings: JsonSchema }>();
  for (const [name, service] of Object.entries(services)) {
    const settings = service.properties?.['settings'] ?? {};
    const key = JSON.stringify(settings);
    const same = bySettings.get(key);
    if (same === undefined) bySettings.set(key, { names: [name], settings });
    else same.names.push(name);
  }
  return [...bySettings.values()].map(({ names, settings }) => {
    const title = `\`settings\` of ${names.map((name) => `\`${name}\``).join(' and ')}`;
    return Object.keys(settings.properties ?? {}).length === 0 ? `### ${title}\n\nNone.` : section(title, settings);
  });
}

/** Every map of the format by its place: `hosts[].files[]`; a record by its type. */
function mapsOf(schema: JsonSchema, place = ''): Map<string, JsonSchema> {
  const found = new Map<string, JsonSchema>();
  const type = schema.properties?.['type']?.const;
  const own = typeof type === 'string' ? `${place}.${type}` : place;
  if (schema.properties !== undefined) found.set(own, schema);
  const inner: [string, JsonSchema][] = [
    ...Object.entries(schema.properties ?? {}).map(([key, value]): [string, JsonSchema] => [
      own === '' ? key : `${own}.${key}`,
      value,
    ]),
    ...(schema.items === undefined ? [] : [[`${own}[]`, schema.items] as [string, JsonSchema]]),
    ...(schema.oneOf ?? []).map((option): [string, JsonSchema] => [own, option]),
  ];
  for (const [at, value] of inner) for (const [key, map] of mapsOf(value, at)) found.set(key, map);
  return found;
}

export function section(title: string, map: JsonSchema): string {
  const rows = Object.entries(map.properties ?? {}).map(([key, field]) => {
    const isRequired = map.required?.includes(key) === true && field.default === undefined;
    const otherwise = isRequired ? 'required' : field.default === undefined ? '' : code(written(field.default));
    const [example] = field.examples ?? [];
    const cells = [
      code(key),
      typeOf(field),
      otherwise,
      cell(field.description ?? ''),
      example === undefined ? '' : code(written(example)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['| key | value | if left out | meaning | example |', '| --- | --- | --- | --- | --- |'];
  return [`### ${title}`, '', ...head, ...rows].join('\n');
}

function typeOf(field: JsonSchema): string {
  const options = field.anyOf ?? field.oneOf;
  if (options !== undefined) return [...new Set(options.map(typeOf))].join(' or ');
  if (field.const !== undefined) return code(written(field.const));
  if (field.enum !== undefined) return field.enum.map((value) => code(written(value))).join(', ');
  switch (field.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
    case 'number':
      return `${field.type === 'integer' ? 'whole number' : 'number'}${rangeOf(field)}`;
    case 'array': {
      const limit = field.maxItems === undefined ? '' : `, at most ${field.maxItems}`;
      return `list${limit}`;
    }
    case 'object':
      return 'map';
    default:
      return 'text';
  }
}

function rangeOf({ minimum, maximum }: JsonSchema): string {
  const isBounded = (value: number | undefined): value is number =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  if (isBounded(minimum) && isBounded(maximum)) return `, ${minimum} to ${maximum}`;
  return isBounded(minimum) ? `, from ${minimum}` : '';
}

/** As it stands in the file. */
const written = (value: unknown): string => {
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
    return Array.isArray(value) ? '[]' : '{}';
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');

const code = (text: string): string =>
  text.includes('`') ? `\`\` ${text} \`\`` : `\`${text.replaceAll('|', '\\|')}\``;
