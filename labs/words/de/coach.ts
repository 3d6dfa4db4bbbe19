/** Was die Begleitung sagt: was nicht stimmt, wohin du schauen kannst, nie die Lösung. `….again` gilt für denselben Ausrutscher zweimal. */
import type { coach as english } from '../en/coach.ts';

const place = {
  'coach.at-the-shell':
    'Du bist in der Shell, dem Programm, das andere Programme startet. {verb} ist ein Befehl von {protocol}: verbinde dich zuerst mit dem Server und tippe ihn dann dort.',
  'coach.at-the-shell.again':
    'Immer noch die Shell: schau auf die Eingabeaufforderung vor deiner Zeile. Ein Befehl von {protocol} sagt nur einem Server etwas, also muss zuerst eine Verbindung stehen.',
  'coach.client-at-the-shell':
    'Du bist in der Shell. „{word}“ ist ein Befehl des Programms {program}: starte zuerst {program} und tippe ihn dann an dessen Eingabeaufforderung.',
  'coach.client-at-the-shell.again':
    'Immer noch die Shell. Wenn {program} läuft, sieht die Eingabeaufforderung anders aus: warte auf sie und tippe dann „{word}“.',
  'coach.absent-program': 'Ein Programm „{word}“ gibt es auf diesem Rechner nicht. `help` nennt die, die es gibt.',
  'coach.small-letters':
    'Die Shell unterscheidet große und kleine Buchstaben, und ihre Programme haben kleine: „{word}“ ist keines.',
  'coach.misspelt-program':
    'Die Shell hat kein Programm „{typed}“ gefunden. Schau auf die Schreibweise: meintest du {program}?',
  'coach.glued-program':
    'Zwischen {program} und dem, was dahinter steht, muss ein Leerzeichen sein; ohne das ist es ein einziges Wort.',
  'coach.starting-word':
    'Ein Programm startest du mit seinem Namen allein; „{word}“ braucht es nicht, und die Shell kennt es nicht.',
  'coach.protocol-name':
    '„{word}“ ist ein Name, aber nicht der eines Programms auf diesem Rechner. Du brauchst eines, das Verbindungen öffnet; der Schritt nennt es.',
  'coach.place-alone': '„{word}“ ist das Ziel. Davor steht das Programm, das dorthin gehen soll.',
  'coach.shell-prose':
    'Die Shell versteht keine Sätze. Eine Zeile beginnt mit dem Namen eines Programms; `help` zählt sie auf.',
  'coach.http':
    'Das ist für das Web: Adressen mit :// und GET gehören zu HTTP. Hier sprichst du {protocol}, mit Rechner und Port und mit dessen eigenen Wörtern.',
  'coach.refused':
    'Auf Port {port} von {host} hört niemand, darum wurde die Verbindung abgelehnt. Jeder Dienst hat seinen eigenen Port: welcher gehört zu {protocol}?',
  'coach.refused.again':
    'Auch Port {port} von {host} ist zu. Der Rechner stimmt, es hat ja jemand geantwortet; nur die Nummer des Ports ist nicht die von {protocol}.',
  'coach.no-host':
    'Kein Rechner in diesem Internet hat die Adresse {host}. Vergleiche sie mit der im Schritt, Zahl für Zahl.',
  'coach.unknown-host':
    'Einen Rechner „{name}“ gibt es in diesem Internet nicht. Vergleiche Namen oder Adresse mit dem Schritt, Buchstabe für Buchstabe.',
  'coach.unknown-host.again':
    'Wieder kein Rechner „{name}“. Schreib den Namen aus dem Schritt ab, mit seinen Punkten und ohne ein Zeichen davor oder dahinter.',
  'coach.placeholder':
    '„{name}“ steht nur für eine Adresse. Tippe an seiner Stelle die Adresse des Servers; der Schritt nennt sie.',
  'coach.other-service':
    'Auf Port {port} hast du {came} erreicht, aber dieser Schritt spricht {protocol}. Beende diese Sitzung und versuch den Port von {protocol}.',
  'coach.other-server':
    'Du hast einen Server für {came} erreicht, bei {host}, aber in diesem Schritt geht es um einen anderen. Beende die Sitzung und vergleiche Namen oder Adresse mit dem Schritt.',
  'coach.other-port-reached':
    'Der richtige Rechner, und auf Port {port} antwortet dort {came}; in diesem Schritt geht es aber um einen anderen Port.',
  'coach.tls-port':
    'Auf Port {port} ist alles vom ersten Byte an verschlüsselt: der Server wartet auf einen Handschlag und sagt zu einer Zeile im Klartext kein Wort. Beende das und nimm den Port für Klartext.',
  'coach.plain-port':
    'Auf Port {port} spricht der Server zuerst, im Klartext; dein Programm will sofort einen Handschlag. Nimm entweder den Port, der verschlüsselt beginnt, oder bitte auf diesem erst um TLS (-starttls).',
  'coach.data-port':
    'An Port {port} wartet niemand. Die letzten beiden der sechs Zahlen ergeben den Port: die erste davon zählt die 256er.',
  'coach.data-port.again':
    'Auch Port {port} ist es nicht. Nimm die fünfte Zahl mal 256 und zähl die sechste dazu: das ist alles.',
  'coach.data-port.swapped':
    'Port {port} kommt heraus, wenn man die letzten beiden Zahlen in der falschen Reihenfolge nimmt: die fünfte zählt die 256er, die sechste kommt dazu.',
} as const;

const dialling = {
  'coach.dial-alone': '{program} muss wissen, wohin: hinter seinen Namen gehören die Adresse des Servers und ein Port.',
  'coach.no-port':
    'Du hast {program} eine Adresse gegeben, aber keinen Port. Ohne ihn geht es nicht dahin, wo dieser Server hört.',
  'coach.no-port.again': 'Der Port fehlt noch: eine Zahl hinter der Adresse, mit einem Leerzeichen davor.',
  'coach.no-address': 'Das ist ein Port ohne Adresse: {program} will zuerst den Rechner wissen.',
  'coach.swapped-place': 'Die beiden stehen verkehrt herum: zuerst die Adresse, dann der Port.',
  'coach.colon-place':
    '{program} will Adresse und Port als zwei Wörter, mit einem Leerzeichen dazwischen und ohne Doppelpunkt.',
  'coach.colon-needed': 'Hier sind Adresse und Port ein Wort, mit einem Doppelpunkt dazwischen und ohne Leerzeichen.',
  'coach.port-option': 'Der Port braucht hier kein „{option}“: er ist das zweite Wort hinter dem Namen des Programms.',
  'coach.port-word': '„{word}“ ist kein Port. Ein Port ist eine Zahl von 1 bis 65535, mit nichts davor oder dahinter.',
  'coach.bad-address':
    'Eine Adresse sind vier Zahlen von 0 bis 255 mit je einem Punkt dazwischen und ohne Leerzeichen: „{host}“ ist keine.',
  'coach.openssl-command':
    '{program} kann vieles: das Wort gleich dahinter sagt, was. Um mit einem Server zu sprechen, ist es s_client.',
} as const;

const programs = {
  'coach.wire-verb':
    '{verb} ist das, was über die Leitung geht. Das Programm {program} hat dafür ein eigenes Wort, „{own}“, und sendet {verb} für dich.',
  'coach.client-small-letters':
    'Das Programm {program} hat seine Wörter in kleinen Buchstaben: „{word}“ kennt es nicht.',
  'coach.client-misspelt': 'Das Programm {program} kennt „{typed}“ nicht. Meintest du „{word}“?',
  'coach.client-unknown': '„{word}“ ist kein Wort des Programms {program}. `help` nennt die, die es kennt.',
  'coach.client-not-connected':
    'Das Programm {program} läuft, ist aber nicht verbunden: „{word}“ braucht einen Server am anderen Ende.',
  'coach.shell-word-in-client':
    '„{word}“ ist für die Shell, und du bist im Programm {program}. Verlass es zuerst, oder nimm ein zweites Terminal.',
  'coach.doubled-verb':
    '{verb} steht da zweimal: das Programm, dem du es tippst, setzt es von selbst davor. Gib nur, was dahinter kommt.',
  'coach.telnet-prompt':
    'Das ist die Eingabeaufforderung von telnet selbst: es steht keine Verbindung, also hört niemand {protocol}. „open“ mit Adresse und Port stellt eine her.',
  'coach.telnet-escaped':
    'Das ist die eigene Eingabe von telnet, neben der Verbindung: Was du hier tippst, erreicht den Server nicht. Eine leere Zeile führt zurück.',
  'coach.openssl-letter':
    'Eine Zeile, die mit {letter} beginnt, ist keine Zeile für den Server: openssl hält sie für einen Befehl an sich selbst. Kleine Buchstaben kommen durch.',
  'coach.bare-line-end':
    '{program} beendet deine Zeilen nur mit LF, und hier müssen sie auf CR LF enden. Mit der Option {option} sendet es beides: beende es und starte es damit neu.',
} as const;

const signs = {
  'coach.control-keys':
    'In der Zeile sind Zeichen, die man nicht sieht, von Pfeiltasten oder der Rücktaste. Der Server hat sie auch bekommen: tippe die Zeile noch einmal.',
  'coach.smart-sign':
    'Ein Zeichen ist nicht das einfache: {sign} sieht aus wie {plain} und ist ein anderes. Das kommt aus kopiertem Text; tippe es selbst.',
  'coach.invisible-sign':
    'Zwischen den Wörtern steht eine Lücke, die kein einfaches Leerzeichen ist; das kommt aus kopiertem Text. Tippe die Zeile selbst.',
  'coach.copied-prompt':
    '„{prompt}“ zeigt nur, wer spricht oder wo du bist. Das wird nicht getippt: beginne mit dem, was dahinter steht.',
  'coach.quoted-line': 'Die Zeichen {sign} um die Zeile heben sie nur im Text hervor. Sie werden nicht getippt.',
  'coach.written-enter': 'Das Ende einer Zeile wird nicht ausgeschrieben: drück die Eingabetaste.',
  'coach.trailing-sign': 'Das „{sign}“ am Ende gehört zu einem Satz, nicht zur Zeile.',
  'coach.tab': 'In der Zeile ist ein Tabulator, und es muss ein einfaches Leerzeichen sein.',
  'coach.sign-after-verb': 'Hinter das erste Wort gehört kein „{sign}“: ein Leerzeichen trennt es vom nächsten.',
  'coach.leading-space': 'Ein Befehl beginnt ganz am Anfang der Zeile; das Leerzeichen davor muss weg.',
  'coach.two-spaces': 'Da stehen zwei Leerzeichen hintereinander, und es darf nur eines sein.',
} as const;

const shape = {
  'coach.empty-line': 'Die Zeile war leer. {protocol} wartet auf einen Befehl.',
  'coach.empty-line.again':
    'Wieder leer. Der Server wartet auf dich, nicht du auf ihn: {protocol} antwortet nur auf Befehle.',
  'coach.server-line':
    'Das ist eine Zeile des Servers. Du tippst nur deine eigene Hälfte des Gesprächs, den Rest sagt der Server.',
  'coach.stray-ending':
    'Eine Zeile nur mit „{ending}“ beendet einen Text, und es ist keiner begonnen. Der Server hielt sie für einen Befehl.',
  'coach.client-word':
    '„{word}“ ist ein Wort eines Programms. Hier sprichst du selbst {protocol}, und der Befehl, der über die Leitung geht, heißt anders.',
  'coach.synonym':
    '„{typed}“ sagt, was du meinst, aber {protocol} hat dafür ein eigenes Wort. Such es im Text des Schritts.',
  'coach.synonym.again': '„{typed}“ ist nicht das Wort. Das von {protocol} beginnt mit {letter}.',
  'coach.shell-command':
    '„{word}“ ist für die Shell, aber was du jetzt tippst, geht an den {protocol}-Server. Beende zuerst die Sitzung, oder nimm ein zweites Terminal.',
  'coach.shell-command.again':
    'Hier hört keine Shell zu: jede Zeile geht über die Leitung an den {protocol}-Server, auch „{word}“.',
  'coach.other-protocol':
    '{verb} ist ein Befehl von {came}. Dieser Server spricht {protocol}, das dasselbe mit anderen Worten sagt oder nichts dergleichen kennt.',
  'coach.other-protocol.again':
    'Wieder {verb}, und das ist {came}. Geh zurück zum Text des Schritts: da geht es nur um {protocol}.',
  'coach.misspelt': 'Der Server kennt „{typed}“ nicht. Schau auf die Schreibweise: meintest du {verb}?',
  'coach.misspelt.again': 'Vergleiche Buchstabe für Buchstabe: getippt hast du „{typed}“, und das Wort heißt {verb}.',
  'coach.glued': 'Um {verb} herum muss ein Leerzeichen sein, sonst hält der Server alles für ein Wort.',
  'coach.glued.again': 'Tippe {verb}, dann die Leertaste, dann den Rest.',
  'coach.split-verb': '{verb} ist ein einziges Wort, ohne Leerzeichen darin.',
  'coach.two-commands':
    'Da stehen zwei Befehle auf einer Zeile; {verb} muss eine eigene beginnen. {protocol} nimmt einen Befehl je Zeile.',
  'coach.placeholder-argument': '„{word}“ steht nur für etwas. Tippe an seiner Stelle das Echte; der Schritt nennt es.',
  'coach.prose': 'Der Server versteht keine Sätze. Jede Zeile beginnt mit einem Befehl von {protocol}.',
  'coach.prose.again': 'Das ist wieder ein Satz. Wenn er in den Brief gehört, muss der Brief zuerst begonnen werden.',
  'coach.number-alone':
    'Eine Zahl allein sagt {protocol} nichts: davor steht der Befehl, der sagt, was mit ihr geschehen soll.',
  'coach.address-alone': 'Eine Adresse allein sagt {protocol} nichts: davor steht der Befehl, der sagt, wofür sie ist.',
  'coach.unknown-verb':
    '„{verb}“ ist kein Befehl von {protocol}. Eine Zeile beginnt mit einem Befehl, den der Server kennt.',
  'coach.unknown-verb.again': 'Auch „{verb}“ ist keiner. Im Text des Schritts steht der Befehl fett gedruckt.',
} as const;

const moment = {
  'coach.wrong-order': 'Der richtige Befehl, aber zu früh: {way} kommt vor {verb}.',
  'coach.wrong-order.again':
    'Immer noch zu früh für {verb}. Das hat dir auch der Server gesagt; zuerst {way}, und darauf eine Antwort, die ja sagt.',
  'coach.way-back': 'Der richtige Befehl, aber du bist schon weiter: {way} führt dahin zurück, wo {verb} passt.',
  'coach.way-back.again':
    'Der Server nimmt {verb} hier nicht. Sag zuerst {way}: das verwirft, was begonnen wurde, und sonst nichts.',
  'coach.too-late':
    'Der richtige Befehl, aber sein Augenblick ist vorbei: {verb} geht nicht mehr, seit die Sitzung im Zustand „{state}“ ist.',
  'coach.wrong-state':
    'Der richtige Befehl im falschen Augenblick: im Zustand „{state}“ nimmt {protocol} kein {verb}. Was muss davor geschehen?',
  'coach.later-step': 'Richtig, aber für Schritt {step}, der später kommt. Schritt {now} ist noch zu tun.',
  'coach.done-step':
    'Das war richtig für Schritt {step}, und der ist schon geschafft. Du bist jetzt bei Schritt {now}.',
  'coach.left-early':
    '{verb} ist richtig für Schritt {step}, aber Schritt {now} ist noch zu tun, und jetzt ist die Verbindung zu. Verbinde dich neu; was abgehakt ist, bleibt abgehakt.',
  'coach.text-open':
    '„{line}“ ist jetzt ein Teil deines Textes: der Server hält alles für Text, bis du ihn beendest. Weißt du noch, wie?',
  'coach.text-open.again': 'Auch „{line}“ ist Text. Eine Zeile, auf der nichts als „{ending}“ steht, beendet ihn.',
  'coach.ending-not-alone':
    'Fast: das Zeichen, das den Text beendet, muss allein auf seiner Zeile stehen, mit nichts davor oder dahinter, nicht einmal einem Leerzeichen.',
  'coach.ending-not-alone.again': 'Auf der Zeile darf genau ein Zeichen stehen: „{ending}“.',
  'coach.ending-behind-text':
    'Am Ende einer Zeile ist „{ending}“ ein Teil von ihr. Um den Text zu beenden, braucht es eine eigene Zeile.',
  'coach.failure':
    'Der Server hat auf {verb} mit {status} geantwortet: „{text}“. Lies seine Worte: sie sagen, was ihm nicht gefiel.',
} as const;

const value = {
  'coach.other-host':
    'Der Server hat dein {verb} angenommen, aber es ist der bei {host}, und hier geht es um einen anderen.',
  'coach.other-port': 'Der Server hat dein {verb} angenommen, aber auf Port {port}, und hier geht es um einen anderen.',
  'coach.not-secure':
    'Der Server hat dein {verb} angenommen, aber es ging im Klartext über die Leitung. Dieser Schritt will es innerhalb von TLS.',
  'coach.secure-unwanted':
    'Der Server hat dein {verb} angenommen, aber innerhalb von TLS. Dieser Schritt will es da, wo jeder es lesen kann.',
  'coach.other-terminal': 'Das richtige {verb}, aber im Terminal „{terminal}“: dieser Schritt will es im anderen.',
  'coach.other-reply':
    'Der Server hat auf {verb} mit {status} geantwortet, und dieser Schritt will eine andere Antwort von ihm. Lies den Schritt noch einmal.',
  'coach.other-state':
    'Das richtige {verb}, aber die Sitzung war im Zustand „{state}“, und dieser Schritt will es in einem anderen.',
  'coach.lacks': 'Der Server hat dein {verb} angenommen, aber es enthält kein „{name}“, und dieser Schritt will eines.',
  'coach.swapped': 'Was hinter {verb} steht, ist in der falschen Reihenfolge: zwei Dinge haben den Platz getauscht.',

  'coach.other-value.domain':
    'Der Server hat dein {verb} angenommen, aber in diesem Schritt geht es um einen anderen Namen. Lies ihn noch einmal.',
  'coach.other-value.address':
    'Der Server hat dein {verb} angenommen, aber in diesem Schritt geht es um eine andere Mailadresse. Vergleiche sie Buchstabe für Buchstabe.',
  'coach.other-value.address.again':
    'Wieder eine andere Adresse. Sie steht im Text des Schritts: beide Hälften zählen, die vor dem @ und die dahinter.',
  'coach.other-value.mailbox':
    'Der Server hat dein {verb} angenommen, aber in diesem Schritt geht es um ein anderes Postfach.',
  'coach.other-value.mailbox.again': 'Auch das ist ein anderes Postfach. Sein Name steht im Text des Schritts.',
  'coach.other-value.path':
    'Der Server hat dein {verb} angenommen, aber in diesem Schritt geht es um eine andere Datei oder ein anderes Verzeichnis.',
  'coach.other-value.path.again': 'Auch das ist etwas anderes. Der Name steht im Text des Schritts.',
  'coach.other-value.user':
    'Der Server hat dein {verb} angenommen, aber in diesem Schritt sollst du als jemand anderes kommen.',
  'coach.other-value.password':
    'Der Server hat dein {verb} angenommen, aber mit einem anderen Passwort, als der Schritt nennt.',
  'coach.other-value.number':
    'Der Server hat dein {verb} angenommen, aber in diesem Schritt geht es um eine andere Zahl.',
  'coach.other-value.sequence-set':
    'Der Server hat dein {verb} angenommen, aber in diesem Schritt geht es um eine andere Nachricht.',
  'coach.other-value.sequence-set.again':
    'Das war wieder eine andere Nachricht. Die Nummer steht im Text des Schritts.',
  'coach.other-value.tag':
    'Der Server hat dein {verb} angenommen, aber dieser Schritt will ein anderes Kennzeichen davor.',
  'coach.other-value.flags':
    'Der Server hat dein {verb} angenommen, aber in diesem Schritt geht es um andere Markierungen.',
  'coach.other-value.items':
    'Der Server hat dein {verb} angenommen, aber dieser Schritt will etwas anderes über die Nachricht wissen.',
  'coach.other-value.headers': 'Der Server hat es angenommen, aber die Kopfzeilen sind nicht die des Schritts.',
  'coach.other-value.text':
    'Der Server hat dein {verb} angenommen, aber was dahinter steht, ist nicht, was dieser Schritt will.',

  'coach.other-case.domain': 'Hinter {verb} stimmt es fast: nur große und kleine Buchstaben sind anders.',
  'coach.other-case.address': 'Die Adresse hinter {verb} stimmt fast: nur große und kleine Buchstaben sind anders.',
  'coach.other-case.mailbox':
    'Der Name des Postfachs hinter {verb} stimmt fast: große und kleine Buchstaben zählen darin.',
  'coach.other-case.path': 'Der Name der Datei hinter {verb} stimmt fast: große und kleine Buchstaben zählen darin.',
  'coach.other-case.user': 'Der Name hinter {verb} stimmt fast: große und kleine Buchstaben zählen darin.',
  'coach.near.domain':
    'Der Name hinter {verb} stimmt fast: ein oder zwei Buchstaben sind anders. Vergleiche ihn mit dem Schritt.',
  'coach.near.address':
    'Die Adresse hinter {verb} stimmt fast: ein oder zwei Buchstaben sind anders. Vergleiche sie mit dem Schritt.',
  'coach.near.mailbox': 'Der Name des Postfachs hinter {verb} stimmt fast: ein oder zwei Buchstaben sind anders.',
  'coach.near.path':
    'Der Name hinter {verb} stimmt fast: ein oder zwei Buchstaben sind anders. Schau noch einmal in die Liste.',
  'coach.near.user': 'Der Name hinter {verb} stimmt fast: ein oder zwei Buchstaben sind anders.',
  'coach.other-domain.address':
    'Hinter {verb} stimmt der Teil vor dem @, aber die Domain dahinter ist eine andere als im Schritt.',
  'coach.other-name.address': 'Hinter {verb} stimmt die Domain, aber vor dem @ steht jemand anderes als im Schritt.',

  'coach.fact.mail':
    'Der Server hat dein {verb} angenommen, aber die Mail ist noch nicht so, wie dieser Schritt sie will. Vergleiche, was du angegeben hast, mit dem Schritt: Nummer, Markierung, Betreff, Text.',
  'coach.fact.mailbox':
    'Der Server hat dein {verb} angenommen, aber das Postfach, das dieser Schritt will, ist noch nicht da.',
  'coach.fact.file':
    'Der Server hat dein {verb} angenommen, aber die Datei ist noch nicht so, wie dieser Schritt sie will.',
  'coach.fact.queue':
    'Der Server hat dein {verb} angenommen, aber seine Warteschlange ist noch nicht so, wie dieser Schritt sie will.',

  'coach.transfer.not-passive':
    '{verb} hat geklappt, aber der Server hat die zweite Verbindung geöffnet. Dieser Schritt will sie passiv: du öffnest sie.',
  'coach.transfer.not-active':
    '{verb} hat geklappt, aber du hast die zweite Verbindung geöffnet. Dieser Schritt will sie aktiv: der Server öffnet sie.',
  'coach.transfer.not-ascii':
    '{verb} hat geklappt, aber Byte für Byte. Dieser Schritt will die Datei als Text: wähle zuerst den Typ.',
  'coach.transfer.not-image':
    '{verb} hat geklappt, aber als Text. Dieser Schritt will die Datei Byte für Byte: wähle zuerst den Typ.',
  'coach.transfer.not-to-client':
    '{verb} hat geklappt, aber die Datei ging zum Server, und dieser Schritt will eine von ihm.',
  'coach.transfer.not-to-server':
    '{verb} hat geklappt, aber die Datei kam vom Server, und dieser Schritt will, dass eine dorthin geht.',
  'coach.transfer.other-content':
    '{verb} hat {bytes} Bytes übertragen, aber es sind nicht die, die dieser Schritt will.',
} as const;

const questions = {
  'coach.answer.empty': 'Die Antwort ist leer.',
  'coach.answer.no-number': 'Diese Frage will eine Zahl, in Ziffern.',
  'coach.answer.number-alone': 'Nur die Zahl ist gefragt: kein Wort und keine Einheit dazu.',
  'coach.answer.one-number': 'Gefragt ist eine Zahl, und nichts daneben.',
  'coach.answer.other-number':
    'Es ist eine Zahl, aber eine andere. Schau noch einmal ins Terminal oder auf die Leitung und zähl neu.',
  'coach.answer.no-choice': 'Wähle eine der {count} Antworten.',
  'coach.answer.other-choice': 'Ist es keine der anderen? Schau noch einmal auf die Leitung, bevor du wieder wählst.',
  'coach.answer.signs': 'Fast: lass die Zeichen drumherum weg.',
  'coach.answer.too-much': 'Die Antwort ist darin, aber auch mehr, als gefragt war. Gib nur die Antwort selbst.',
  'coach.answer.near': 'Fast: ein oder zwei Buchstaben sind anders. Schreib sie aus dem Terminal ab.',
  'coach.answer.too-long': 'Das ist viel länger als die Antwort. Ein oder zwei Wörter genügen.',
  'coach.answer.one-word': 'Die Antwort ist ein einziges Wort.',
  'coach.answer.other-text': 'Das ist es nicht. Die Antwort steht im Terminal oder auf der Leitung, Wort für Wort.',
  'coach.point.other-protocol':
    'Diese Zeile gehört zu einer anderen Verbindung: die Frage gilt einer, auf der {protocol} gesprochen wird.',
  'coach.point.other-connection':
    'Diese Zeile gehört zu einer Verbindung mit einem anderen Server als dem, um den es in der Frage geht.',
  'coach.point.side-client': 'Das ist eine Zeile des Servers. Die Frage gilt einer, die du gesendet hast.',
  'coach.point.side-server': 'Das ist eine Zeile von dir. Die Frage gilt einer, die der Server gesendet hat.',
  'coach.point.greeting':
    'Das ist die Begrüßung: der Server sagt sie, bevor jemand gefragt hat. Die gesuchte Zeile kommt später.',
  'coach.point.other-reply':
    'Der richtige Befehl, aber nicht das Mal, bei dem die Antwort so war, wie die Frage sagt. Er kommt noch einmal vor.',
  'coach.point.other-values': 'Der richtige Befehl, aber es geht darin um etwas anderes. Er kommt noch einmal vor.',
  'coach.point.other-line':
    'Diese Zeile tut etwas anderes. Lies die Frage noch einmal, und dann Zeile für Zeile, was jede sagt.',
} as const;

const offers = {
  'coach.mistake':
    'Die Autorin oder der Autor dieser Übung hat etwas zu diesem Ausrutscher zu sagen; lade die Seite neu, um es zu lesen.',
  'coach.offers-hint': 'Hilft dir ein Tipp?',
  'coach.silence': 'Noch da? Lass dir Zeit. Wenn du nicht weiterkommst, gibt es einen Tipp.',
  'coach.silence.no-hint': 'Noch da? Lass dir Zeit. Alle Tipps dieses Schritts sind aufgedeckt; lies sie noch einmal.',
} as const;

export const coach = {
  ...place,
  ...dialling,
  ...programs,
  ...signs,
  ...shape,
  ...moment,
  ...value,
  ...questions,
  ...offers,
} as const satisfies Readonly<Record<keyof typeof english, string>>;
