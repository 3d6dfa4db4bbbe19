/** What is wrong with a path that is none (RFC 5321 §4.1.2), as a code of the words' catalogue. Never throws. */

/** @param text what stands behind `MAIL FROM:` or `RCPT TO:` */
export function addressProblem(text: string): string {
  const path = text.trim();
  const ats = path.split('@').length - 1;
  if (ats > 1 && /@[^\s,;]+[\s,;]+[^@]*@/.test(path)) return 'one-address';
  if (/[{}[\]()«»]|&lt;|&gt;/.test(path) && !/@\[/.test(path) && !/<[^<>]*>/.test(path)) return 'wrong-brackets';
  const [opens, closes] = [path.split('<').length - 1, path.split('>').length - 1];
  if (opens !== closes || opens > 1) return 'open-bracket';
  const inside = path.replace(/^.*<|>.*$/g, '');
  if (ats > 1) return 'two-ats';
  if (/,/.test(inside)) return 'comma-in-address';
  if (/\S\s+\S/.test(inside)) return ats === 0 ? 'missing-at' : 'space-in-address';
  if (ats === 0) return 'missing-at';
  if (/^@/.test(inside)) return 'missing-local-part';
  if (/@$/.test(inside)) return 'unqualified-address';
  if (/\.\.|\.$|@\./.test(inside)) return 'dot-in-domain';
  return 'bad-address';
}
