/** Was Begleitung und Erklärungen zu POP3 sagen: was an einer Zeile nicht stimmt und was eine Antwort bedeutet. */
import type { pop3 as english } from '../en/pop3.ts';

export const pop3 = {
  // Was an einer Zeile nicht stimmt, die fast ein Befehl ist.
  'pop3.problem.leading-space': 'Ein Befehl beginnt ganz am Anfang der Zeile; die Leerzeichen davor müssen weg.',
  'pop3.problem.shape': '{verb} ist das richtige Wort, aber die Zeile hat nicht seine Form: {shape}.',
  'pop3.problem.missing-user': 'USER braucht den Namen des Benutzers: {shape}.',
  'pop3.problem.missing-password': 'PASS braucht das Passwort: {shape}.',
  'pop3.problem.missing-number': '{verb} braucht die Nummer einer Nachricht: {shape}. LIST zeigt die Nummern.',
  'pop3.problem.bad-number': '{verb} will die Nummer einer Nachricht, in Ziffern: {shape}. LIST zeigt die Nummern.',
  'pop3.problem.one-number': '{verb} nimmt eine Zahl und nichts dahinter: {shape}.',
  'pop3.problem.missing-lines':
    'TOP braucht zwei Zahlen: welche Nachricht, und wie viele Zeilen ihres Textes: {shape}.',

  'pop3.problem.missing-digest':
    'APOP braucht deinen Namen und eine Prüfsumme: {shape}. Sie ist der MD5-Wert des Zeitstempels aus der Begrüßung, mit < und >, und deinem Passwort gleich dahinter.',
  'pop3.problem.bad-digest':
    'Das zweite Wort von APOP ist kein Passwort: es ist ein MD5-Wert aus 32 hexadezimalen Ziffern: {shape}.',

  // Was eine Antwort bedeutet.
  'pop3.meaning.GREETING.apop':
    '+OK: der Server ist bereit. Was zwischen < > steht, ist jedes Mal neu: APOP mischt es mit deinem Passwort, sodass das Passwort selbst nicht über die Leitung muss.',
  'pop3.meaning.GREETING': '+OK: der Server ist bereit. Sag jetzt, wer du bist: USER, dann PASS.',
  'pop3.meaning.USER': '+OK: der Name ist notiert, richtig oder falsch. Erst PASS zeigt, ob du hineindarfst.',
  'pop3.meaning.PASS':
    '+OK: du bist angemeldet. Das Postfach ist offen, wie es in diesem Augenblick ist; spätere Mails zeigen sich beim nächsten Mal.',
  'pop3.meaning.APOP':
    '+OK: du bist angemeldet, und dein Passwort ging nie über die Leitung. Wer mithört, kann mit dieser Prüfsumme beim nächsten Mal nichts anfangen.',
  'pop3.meaning.AUTH.none':
    '+OK, und nichts: ohne TLS gibt es hier keinen Weg, sich anzumelden, der ein Passwort senden würde.',
  'pop3.meaning.AUTH.list':
    '+OK: das sind die Wege, sich anzumelden. Eine Zeile mit einem einzelnen Punkt beendet die Liste.',
  'pop3.meaning.challenge':
    '+: der Server bittet um das nächste Stück, in Base64. Das schreibt die Buchstaben nur anders; es verbirgt nichts.',
  'pop3.meaning.CAPA':
    '+OK: der Server zählt auf, was er kann, eines je Zeile. Eine Zeile mit einem einzelnen Punkt beendet die Liste.',
  'pop3.meaning.STAT': '+OK: {count} Nachrichten, zusammen {bytes} Bytes.',
  'pop3.meaning.LIST':
    '+OK: von jeder Nachricht die Nummer und die Größe in Bytes. Eine Zeile mit einem einzelnen Punkt beendet die Liste.',
  'pop3.meaning.LIST.one': '+OK: die Nummer der Nachricht und ihre Größe in Bytes.',
  'pop3.meaning.UIDL':
    '+OK: von jeder Nachricht die Nummer und die bleibende Kennung. Nummern ändern sich von Sitzung zu Sitzung, Kennungen nicht: so weiß ein Mailprogramm, was es schon geholt hat.',
  'pop3.meaning.UIDL.one': '+OK: die Nummer der Nachricht und ihre bleibende Kennung.',
  'pop3.meaning.RETR':
    '+OK: hier ist die ganze Nachricht, Kopf, leere Zeile, Text. Der einzelne Punkt am Ende gehört nicht dazu.',
  'pop3.meaning.TOP': '+OK: der Kopf, eine leere Zeile und so viele Zeilen des Textes, wie du wolltest.',
  'pop3.meaning.DELE':
    '+OK: die Nachricht ist vorgemerkt. Sie geht, wenn du QUIT sagst, und nicht vorher; RSET nimmt die Vormerkung zurück.',
  'pop3.meaning.RSET': '+OK: keine Nachricht ist mehr zum Löschen vorgemerkt.',
  'pop3.meaning.NOOP': '+OK: es wurde nichts getan, wie du wolltest. Es zeigt, dass die Verbindung lebt.',
  'pop3.meaning.QUIT': '+OK: auf Wiedersehen. Gelöscht wurde nichts.',
  'pop3.meaning.QUIT.deleted': '+OK: auf Wiedersehen. Die vorgemerkten Nachrichten sind jetzt weg.',
  'pop3.meaning.QUIT.early': '+OK: auf Wiedersehen. Du warst nicht angemeldet, also hat sich nichts geändert.',
  'pop3.meaning.success': '+OK: getan.',

  'pop3.meaning.login-failed':
    '-ERR: Benutzername oder Passwort ist falsch. Welches von beiden, sagt der Server nicht, und er lässt sich Zeit damit.',
  'pop3.meaning.login-refused': '-ERR: so lässt dich der Server nicht herein: {text}',
  'pop3.meaning.tls-first':
    '-ERR: so nicht. Der Server will kein Passwort auf einer Verbindung, die jeder mithören könnte; er wartet auf TLS.',
  'pop3.meaning.apop-off':
    '-ERR: dieser Server kann kein APOP. Das zeigt schon seine Begrüßung: es steht kein Zeitstempel in < > darin.',
  'pop3.meaning.apop-shape':
    '-ERR: APOP nimmt einen Namen und eine Prüfsumme aus genau 32 hexadezimalen Ziffern. {text}',
  'pop3.meaning.base64': '-ERR: das war kein Base64, also kann der Server es nicht lesen. {text}',
  'pop3.meaning.aborted': '-ERR: du hast mit * aufgegeben, und der Server sagt es dir. Geschehen ist nichts.',
  'pop3.meaning.mechanism':
    '-ERR: diesen Weg, sich anzumelden, kennt der Server nicht. AUTH allein zählt die auf, die er kennt.',
  'pop3.meaning.locked':
    '-ERR: eine andere Sitzung hat dieses Postfach offen, und dieser Server lässt nur eine auf einmal hinein. Warte, bis die andere QUIT sagt, und versuch es dann noch einmal.',
  'pop3.meaning.too-many-sessions':
    '-ERR: Name und Passwort stimmen, aber du hast schon zu viele Sitzungen offen. Beende zuerst eine davon.',
  'pop3.meaning.no-tls': '-ERR: dieser Server hat kein TLS zu bieten.',
  'pop3.meaning.tls-already': '-ERR: diese Verbindung ist schon gesichert; einmal genügt. Mach mit USER weiter.',
  'pop3.meaning.login-first': '-ERR: noch nicht. {verb} geht erst, wenn du dich mit USER und PASS angemeldet hast.',
  'pop3.meaning.logged-in-already': '-ERR: du bist schon angemeldet.',
  'pop3.meaning.user-first': '-ERR: falsche Reihenfolge. USER kommt vor PASS.',
  'pop3.meaning.unknown': '-ERR: diesen Befehl kennt der Server nicht. CAPA zählt auf, was er kann.',
  'pop3.meaning.no-message': '-ERR: eine Nachricht mit dieser Nummer gibt es nicht. LIST zeigt, welche da sind.',
  'pop3.meaning.deleted': '-ERR: diese Nachricht hast du zum Löschen vorgemerkt. RSET nimmt die Vormerkung zurück.',
  'pop3.meaning.expunged': '-ERR: eine andere Sitzung hat diese Nachricht entfernt, seit du dich angemeldet hast.',
  'pop3.meaning.number': '-ERR: der Server hat die Nummer einer Nachricht erwartet: {text}',
  'pop3.meaning.hang-up': '-ERR: der Server legt auf: {text} Gelöscht wurde nichts.',
  'pop3.meaning.failure': '-ERR: nein. {text}',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
