/** Was Begleitung und Erklärungen zu SMTP sagen: was an einer Zeile nicht stimmt und was eine Antwort bedeutet. */
import type { smtp as english } from '../en/smtp.ts';

export const smtp = {
  // Was an einer Zeile nicht stimmt, die fast ein Befehl ist.
  'smtp.problem.missing-from': '{verb} braucht FROM: vor der Adresse. Seine Form ist {shape}.',
  'smtp.problem.missing-to': '{verb} braucht TO: vor der Adresse. Seine Form ist {shape}.',
  'smtp.problem.missing-colon': 'Da fehlt ein Doppelpunkt: die Form ist {shape}.',
  'smtp.problem.space-before-colon': 'Vor dem Doppelpunkt darf kein Leerzeichen stehen: die Form ist {shape}.',
  'smtp.problem.two-spaces': 'Nach {verb} darf genau ein Leerzeichen stehen: die Form ist {shape}.',
  'smtp.problem.wrong-preposition': 'Zu MAIL gehört FROM:, zu RCPT gehört TO:. Die Form ist {shape}.',
  'smtp.problem.colon-after-verb': 'Gleich hinter das Wort {verb} gehört kein Doppelpunkt. Die Form ist {shape}.',
  'smtp.problem.leading-space': 'Ein Befehl beginnt ganz am Anfang der Zeile; die Leerzeichen davor müssen weg.',
  'smtp.problem.shape': '{verb} ist das richtige Wort, aber die Zeile hat nicht seine Form: {shape}.',
  'smtp.problem.missing-domain':
    '{verb} will wissen, wer du bist: setz den Namen deines Rechners dahinter, wie in {verb} client.thm.',
  'smtp.problem.bad-domain':
    '{verb} nimmt einen Namen und sonst nichts: Buchstaben, Ziffern, Bindestriche und Punkte, keine Leerzeichen.',
  'smtp.problem.missing-address': '{verb} braucht eine Adresse: {shape}.',
  'smtp.problem.bad-address': 'Das ist keine Mailadresse, die der Server lesen kann. Sie sieht aus wie <name@domain>.',
  'smtp.problem.one-address': 'Eine Adresse je Befehl: sag für die nächste noch einmal {verb}.',
  'smtp.problem.wrong-brackets':
    'Eine Adresse steht in spitzen Klammern, < und >, den Zeichen für „kleiner als“ und „größer als“: {shape}.',
  'smtp.problem.open-bracket': 'Die spitzen Klammern passen nicht zusammen: eine < vor der Adresse, eine > dahinter.',
  'smtp.problem.missing-at': 'In dieser Adresse steht kein @. Es trennt den Namen von der Domain: <name@domain>.',
  'smtp.problem.two-ats': 'In dieser Adresse steht mehr als ein @, und es ist genau eines: <name@domain>.',
  'smtp.problem.comma-in-address': 'In dieser Adresse steht ein Komma. Zwischen den Teilen einer Domain stehen Punkte.',
  'smtp.problem.space-in-address':
    'In einer Adresse darf kein Leerzeichen stehen, auch nicht zwischen ihr und ihren Klammern.',
  'smtp.problem.missing-local-part': 'Der Adresse fehlt der Name: der Teil vor dem @.',
  'smtp.problem.dot-in-domain': 'In dieser Adresse ist ein Punkt zu viel: einer zwischen zwei Teilen, keiner am Ende.',
  'smtp.problem.header-early':
    '„{name}:“ beginnt eine Zeile des Briefs selbst, und der Brief hat noch nicht begonnen: zuerst kommt der Umschlag, durch Befehle.',
  'smtp.problem.no-blank-line':
    'Der Server hat sie angenommen, aber zwischen Kopfzeilen und Text stand keine leere Zeile, also musste er raten, wo der Text beginnt.',
  'smtp.problem.early-blank-line':
    'Der Server hat sie angenommen, aber die leere Zeile kam vor „{name}:“. Alles nach einer leeren Zeile ist Text und kein Kopf mehr.',
  'smtp.problem.header-without-colon':
    'Der Server hat sie angenommen, aber hinter „{name}“ steht kein Doppelpunkt, also ist es keine Kopfzeile: damit begann der Text.',
  'smtp.problem.no-header':
    'Der Server hat sie angenommen, aber sie hatte keinen Kopf: der Brief beginnt mit Zeilen wie From: und Subject:, und erst dann kommt der Text.',
  'smtp.problem.no-text':
    'Der Server hat sie angenommen, aber sie hatte nur Kopfzeilen: hinter einer leeren Zeile fehlt der Text.',
  'smtp.problem.empty-text': 'Der Server hat sie angenommen, aber es stand gar nichts darin.',
  'smtp.problem.unqualified-address': 'Der Adresse fehlt die Domain: das @ und der Teil dahinter.',
  'smtp.problem.missing-mechanism': 'AUTH braucht den Namen eines Weges, sich anzumelden: AUTH PLAIN oder AUTH LOGIN.',
  'smtp.problem.missing-size': 'BDAT braucht die Zahl der Bytes, die folgen: {shape}.',
  'smtp.problem.extra-argument': '{verb} steht allein auf seiner Zeile: dahinter darf nichts folgen.',

  // Was eine Antwort bedeutet, nach Befehl und Status.
  'smtp.meaning.GREETING.220':
    '220: der Server ist bereit. Er hat seinen Namen und seine Software genannt; sag jetzt mit HELO, wer du bist.',
  'smtp.meaning.HELO.250':
    '250: der Server kennt jetzt deinen Namen und grüßt dich. Mit MAIL FROM kann eine Mail beginnen.',
  'smtp.meaning.HELO.501': '501: diesen Namen konnte der Server nicht lesen. HELO nimmt einen Domainnamen.',
  'smtp.meaning.EHLO.250':
    '250: der Server grüßt dich und zählt auf, was er über das einfache SMTP hinaus kann, eine Erweiterung je Zeile. In der letzten steht hinter 250 ein Leerzeichen.',
  'smtp.meaning.EHLO.501': '501: diesen Namen konnte der Server nicht lesen. EHLO nimmt einen Domainnamen.',
  'smtp.meaning.MAIL.250':
    '250: eine Mail hat begonnen. Sollte sie verloren gehen, sagt der Server es {reversePath}. Als Nächstes: für wen ist sie? RCPT TO.',
  'smtp.meaning.MAIL.501': '501: mit der Adresse dieses Absenders kann der Server nichts anfangen: {text}.',
  'smtp.meaning.MAIL.503': '503: eine Mail ist schon begonnen; RSET würde sie verwerfen.',
  'smtp.meaning.MAIL.503.hello': '503: falsche Reihenfolge. Der Server will zuerst HELO oder EHLO.',
  'smtp.meaning.MAIL.451': '451: zu viele Befehle in kurzer Zeit. Warte eine Minute, dann geht dasselbe.',
  'smtp.meaning.MAIL.530':
    '530: dieser Port nimmt Mail nur von Leuten, die er kennt. Melde dich zuerst an, mit AUTH PLAIN oder AUTH LOGIN.',
  'smtp.meaning.MAIL.550': '550: von diesem Absender nimmt der Server keine Mail: {text}.',
  'smtp.meaning.MAIL.messages':
    '421: auf dieser Verbindung wurden so viele Mails abgegeben, wie der Server erlaubt. Verbinde dich neu.',
  'smtp.meaning.MAIL.552': '552: die angekündigte Mail ist größer, als dieser Server annimmt.',
  'smtp.meaning.RCPT.250':
    '250: der Server nimmt Mail für {forwardPath} an. Füge noch ein RCPT TO hinzu, oder mach mit DATA weiter.',
  'smtp.meaning.RCPT.451': '451: jetzt nicht. Ein Code, der mit 4 beginnt, heißt: später kann dasselbe klappen.',
  'smtp.meaning.RCPT.451.greylist':
    '451: diesen Absender hat der Server noch nie gesehen, darum sagt er: jetzt nicht (Greylisting). Echte Server kommen wieder, wer Spam verschickt, selten. Versuch dasselbe ein wenig später.',
  'smtp.meaning.RCPT.452':
    '452: mehr Empfänger gehen in diese Mail nicht hinein; schick sie den anderen in einer zweiten.',
  'smtp.meaning.RCPT.452.full':
    '452: in diesem Postfach ist gerade kein Platz. Wenn sein Besitzer aufgeräumt hat, kann dasselbe klappen.',
  'smtp.meaning.RCPT.552': '552: dieses Postfach ist voll, und dieser Server wartet nicht, bis sein Besitzer aufräumt.',
  'smtp.meaning.RCPT.501': '501: mit der Adresse dieses Empfängers kann der Server nichts anfangen: {text}.',
  'smtp.meaning.RCPT.503': '503: falsche Reihenfolge. MAIL FROM kommt vor RCPT TO.',
  'smtp.meaning.RCPT.550': '550: für diese Adresse nimmt der Server keine Mail: {text}.',
  'smtp.meaning.RCPT.550.relay':
    '550: diese Domain gehört nicht zu diesem Server, und für Fremde gibt er keine Mail weiter. Ein Server, der das tut, heißt offenes Relay.',
  'smtp.meaning.DATA.354':
    '354: los. Schreib jetzt Kopfzeilen (From:, To:, Subject:), eine leere Zeile und deinen Text. Eine Zeile mit einem einzelnen Punkt beendet ihn.',
  'smtp.meaning.DATA.503': '503: falsche Reihenfolge. DATA braucht mindestens einen Empfänger, der angenommen wurde.',
  'smtp.meaning.message.250':
    '250: der Server hat die Mail und steht von jetzt an für sie ein, unter der Kennung, die er genannt hat. Sie liegt im Postfach oder ist unterwegs zu dem Server, der es hat.',
  'smtp.meaning.message.no-blank-line':
    '250: der Server hat die Mail. Zwischen Kopf und Text stand keine leere Zeile, also musste er raten, wo der Text beginnt.',
  'smtp.meaning.message.452': '452: gerade hat der Server keinen Platz für sie. Die Mail wurde nicht zugestellt.',
  'smtp.meaning.message.550': '550: der Server hat den Text abgelehnt, und die Mail wurde nicht zugestellt: {text}.',
  'smtp.meaning.message.bare-lf':
    '550: eine Zeile endete nur mit LF. Hier muss jede auf CR LF enden, damit niemand eine zweite Mail in der ersten verstecken kann; die Mail wurde nicht zugestellt.',
  'smtp.meaning.message.552': '552: die Mail ist größer, als dieser Server annimmt. Sie wurde nicht zugestellt.',
  'smtp.meaning.BDAT.250': '250: das Stück ist angekommen. Das letzte trägt das Wort LAST.',
  'smtp.meaning.BDAT.503': '503: falsche Reihenfolge. BDAT braucht mindestens einen Empfänger, der angenommen wurde.',
  'smtp.meaning.RSET.250': '250: die begonnene Mail ist verworfen. Wer du bist, weiß der Server noch.',
  'smtp.meaning.NOOP.250': '250: es wurde nichts getan, wie du wolltest. Es zeigt, dass die Verbindung lebt.',
  'smtp.meaning.VRFY.250': '250: Mail für diese Adresse würde angenommen.',
  'smtp.meaning.VRFY.252': '252: der Server verrät nicht, wen es gibt; sonst könnte jeder Adressen sammeln.',
  'smtp.meaning.VRFY.550': '550: Mail für diese Adresse würde abgelehnt.',
  'smtp.meaning.EXPN.250': '250: diese Leute bekommen die Mail dieser Liste.',
  'smtp.meaning.EXPN.550': '550: der Server verrät nicht, wer auf einer Liste steht.',
  'smtp.meaning.EXPN.553': '553: die Mail dieser Adresse bekommt hier niemand.',
  'smtp.meaning.ETRN.250': '250: der Server versucht sofort weiterzugeben, was in seiner Warteschlange liegt.',
  'smtp.meaning.ETRN.458': '458: nicht jeder darf hier die Warteschlange anstoßen.',
  'smtp.meaning.HELP.214': '214: das sind die Befehle, die dieser Server kennt.',
  'smtp.meaning.AUTH.334':
    '334: der Server bittet um das nächste Stück, in Base64. Das schreibt die Buchstaben nur anders; es verbirgt nichts.',
  'smtp.meaning.AUTH.235': '235: du bist angemeldet.',
  'smtp.meaning.AUTH.501': '501: das war kein Base64, oder du hast mit * aufgegeben. Du bist nicht angemeldet.',
  'smtp.meaning.AUTH.503': '503: falsche Reihenfolge. AUTH kommt nach EHLO, einmal, und bevor eine Mail beginnt.',
  'smtp.meaning.AUTH.504':
    '504: diesen Weg, sich anzumelden, kennt der Server nicht. EHLO zählt die auf, die er kennt.',
  'smtp.meaning.AUTH.535': '535: Benutzername oder Passwort ist falsch. Welches von beiden, sagt der Server nicht.',
  'smtp.meaning.STARTTLS.503': '503: dieser Server hat kein TLS angeboten, also kann es nicht beginnen.',
  'smtp.meaning.QUIT.221': '221: auf Wiedersehen. Der Server schließt die Verbindung.',

  // Antworten auf alles.
  'smtp.meaning.421':
    '421: der Server legt auf ({text}). Was er mit 250 beantwortet hat, ist sicher; was begonnen war, ist verworfen.',
  'smtp.meaning.500': '500: diesen Befehl kennt der Server nicht. HELP zählt die auf, die er kennt.',
  'smtp.meaning.synchronization':
    '554: du hast die nächste Zeile gesendet, bevor die Antwort auf die letzte da war. Nach HELO muss jede Zeile auf ihre Antwort warten; der Server legt auf.',
  'smtp.meaning.too-many': '{status}: das war ein Fehler zu viel ({text}). Der Server legt auf; verbinde dich neu.',
  'smtp.meaning.success': '{status}: getan. Ein Code, der mit 2 beginnt, sagt ja.',
  'smtp.meaning.intermediate': '{status}: weiter. Ein Code, der mit 3 beginnt, heißt: der Server wartet auf mehr.',
  'smtp.meaning.failure': '{status}: nein ({text}). Vorn eine 4 heißt: jetzt nicht; eine 5: so nicht.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
