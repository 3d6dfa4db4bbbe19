/**
 * `host`: asks the world's DNS (RFC 1034), in the words of BIND's host(1). It knows the record types that a world can
 * have; of others it says, as the real one, that there are none. Nothing outside the world is asked.
 */
import type { NameRecord } from '../../labs/world.ts';
import { atOnce, type ChildOutput, complain, exit, print } from './child.ts';
import type { Machine } from './machine.ts';
import { sentence } from './words.ts';

/** What is asked for where no `-t` says so, in this order; AAAA and others are never there. */
const USUAL: readonly string[] = ['A', 'MX'];
/** Types that exist and that no world has. */
const OTHERS: readonly string[] = ['AAAA', 'NS', 'SOA', 'SRV', 'PTR', 'CAA', 'HINFO'];
const KNOWN: readonly string[] = ['A', 'MX', 'TXT', 'CNAME', 'ANY', ...OTHERS];

export const host = atOnce('host', ({ machine, args }) => {
  const words = [...args];
  let type: string | undefined;
  if (words[0]?.startsWith('-t') === true) {
    const [option = ''] = words.splice(0, 1);
    type = (option.length > 2 ? option.slice(2) : (words.shift() ?? '')).toUpperCase();
    if (!KNOWN.includes(type)) return [complain(`host: invalid type: ${type.toLowerCase()}\n\n`), exit(2)];
  }
  const [name] = words;
  if (name === undefined || name.startsWith('-')) return [complain(sentence('shell.host.usage')), exit(1)];
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return reverse(machine, name);
  const records = machine.lookup(name);
  if (records === undefined) return [print(`Host ${name} not found: 3(NXDOMAIN)\n`), exit(1)];
  return [print(answer(name, records, type))];
});

/** RFC 1035 §3.5. */
function reverse(machine: Machine, address: string): readonly ChildOutput[] {
  const pointer = `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const name = machine.nameAt(address);
  if (name === undefined) return [print(`Host ${pointer}. not found: 3(NXDOMAIN)\n`), exit(1)];
  return [print(`${pointer} domain name pointer ${name}.\n`)];
}

function answer(asked: string, records: readonly NameRecord[], type: string | undefined): string {
  const wanted = type === undefined ? USUAL : [type];
  const isWanted = (record: NameRecord): boolean =>
    record.type === 'CNAME' || wanted.includes(record.type) || type === 'ANY';
  const shown = records.filter(isWanted).map(line);
  if (shown.length === 0) return type === undefined ? '' : `${asked.replace(/\.$/, '')} has no ${type} record\n`;
  return shown.join('');
}

function line(record: NameRecord): string {
  const { name } = record;
  switch (record.type) {
    case 'A':
      return `${name} has address ${record.address}\n`;
    case 'MX':
      return `${name} mail is handled by ${record.preference} ${record.exchange}.\n`;
    case 'CNAME':
      return `${name} is an alias for ${record.target}.\n`;
    case 'TXT':
      return `${name} descriptive text "${record.text.replace(/["\\]/g, '\\$&')}"\n`;
    default:
      return record satisfies never;
  }
}
