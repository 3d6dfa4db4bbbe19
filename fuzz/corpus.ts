/** What clients and servers say in the golden transcripts: the seed of conversations that are spoiled here and there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { latin1 } from '../server/protocols/lines.ts';
import { bytesOf, parseTranscript } from '../server/protocols/transcript.ts';

/** The project's folder, wherever this code was bundled to. */
export const top = topOf(new URL('.', import.meta.url));

function topOf(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder;
  const above = new URL('..', folder);
  if (above.href === folder.href)
    throw new Error('expected to run inside the project, but found no package.json above');
  return topOf(above);
}

/** One text for each session of each transcript of a protocol, by who speaks; each character one byte. */
export function corpusOf(protocol: string, who: 'client' | 'server'): readonly string[] {
  const folder = new URL(`server/protocols/${protocol}/transcripts/`, top);
  return readdirSync(fileURLToPath(folder)).flatMap((name) => {
    if (!name.endsWith('.txt')) return [];
    const sessions = new Map<number, string>();
    for (const item of parseTranscript(readFileSync(new URL(name, folder), 'utf8')).items) {
      if (item.kind !== who) continue;
      sessions.set(item.session, (sessions.get(item.session) ?? '') + latin1(bytesOf(item.text)));
    }
    return [...sessions.values()];
  });
}
