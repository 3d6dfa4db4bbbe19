/** Was der Rahmen und die Seiten um eine Übung herum sagen; der erste Anblick lädt nur diese Datei. */
import type { page as english } from '../en/page.ts';

export const page = {
  // Der Rahmen.
  'page.name': 'Plaintalk',
  'page.title': '{page} · Plaintalk',
  'page.title.start': 'Plaintalk: sprich FTP, SMTP, POP3 und IMAP von Hand',
  'page.description':
    'Ein Spielplatz für die Klartext-Protokolle des Internets: tippe FTP, SMTP, POP3 und IMAP von Hand an echte Server, im Browser.',
  'page.needs-script':
    'Plaintalk ist ein Terminal in einer Seite und braucht deshalb JavaScript. Schalte es ein und lade die Seite neu.',
  'page.home': 'Plaintalk, Startseite',
  'page.skip': 'Zum Inhalt springen',
  'page.nav': 'Hauptmenü',
  'page.nav.labs': 'Übungen',
  'page.nav.compare': 'Vergleich',
  'page.nav.play': 'Freispiel',
  'page.theme.system': 'Farben: wie dein System. Zu hell wechseln.',
  'page.theme.light': 'Farben: hell. Zu dunkel wechseln.',
  'page.theme.dark': 'Farben: dunkel. Zu denen deines Systems wechseln.',
  'page.language': 'Sprache',
  'page.language.failed':
    'Die Wörter dieser Sprache sind nicht angekommen. Prüfe deine Verbindung und versuch es noch einmal.',
  'page.footer':
    'Echte Protokolle über echtes TCP, in einem Internet ganz für dich. Nichts, was du sendest, verlässt es.',
  'page.loading': 'Lädt …',
  'page.loading.long': 'Lädt noch. Deine Verbindung scheint langsam zu sein; verloren ist nichts.',

  // Die zwei Stimmen, überall dieselben.
  'voice.you': 'du',
  'voice.server': 'Server',
  'voice.you.says': 'Du:',
  'voice.server.says': 'Server:',
  'voice.other.says': '{name}:',

  // Was schiefging: was geschehen ist, dann was zu tun ist.
  'failure.title': 'Das hat nicht geladen',
  'failure.retry': 'Noch einmal versuchen',
  'failure.trying': 'Versuche …',
  'failure.offline':
    'Der Server ist nicht zu erreichen. Prüfe deine Verbindung und versuch es noch einmal; was du getan hast, bleibt.',
  'failure.slow':
    'Der Server hat zehn Sekunden lang nicht geantwortet. Vielleicht hat er viel zu tun: versuch es gleich noch einmal.',
  'failure.away':
    'Der Server läuft nicht oder startet gerade. Versuch es gleich noch einmal; was du getan hast, bleibt.',
  'failure.server':
    'Beim Server ist ein Fehler passiert. Versuch es noch einmal; wenn er bleibt, sag deiner Lehrerin oder deinem Lehrer Bescheid.',
  'failure.unexpected':
    'Der Server hat auf eine Art geantwortet, die diese Seite nicht kennt. Lade sie neu, dann hast du die neueste.',
  'failure.missing': 'Unter dieser Adresse gibt es nichts.',
  'failure.page.title': 'Diese Seite konnte nicht geladen werden',
  'failure.page':
    'Ein Teil der Seite ist nicht angekommen. Prüfe deine Verbindung und lade sie neu; deine Sitzung bleibt.',
  'failure.page.reload': 'Neu laden',

  'missing.title': 'Diese Seite gibt es nicht',
  'missing.text':
    'Unter {address} ist nichts. Vielleicht ist die Adresse falsch geschrieben, oder die Übung ist umgezogen.',
  'missing.labs': 'Alle Übungen ansehen',
  'missing.start': 'Zur Startseite',

  // Die Startseite.
  'start.title': 'Sprich FTP, SMTP, POP3 und IMAP von Hand, und sieh jedes Byte auf der Leitung.',
  'start.lead': 'Echte Server über echtes TCP, in einem Internet, das dir allein gehört. Nichts zu installieren.',
  'start.play': 'Oder gleich ins freie Spiel',
  'start.next.first': 'Deine erste Übung',
  'start.next.left-off': 'Wo du aufgehört hast',
  'start.next.done': 'Du hast alle Übungen geschafft',
  'start.protocols': 'Vier Protokolle, vier Gespräche',
  'start.protocols.lead':
    'Jedes ist reiner Text: du sagst eine Zeile, der Server antwortet mit einer. Such dir eines aus und probier es.',
  'start.compare': 'Die vier nebeneinander vergleichen',
  'start.card.port': 'TCP {port}',
  'start.card.labs': 'Übungen zu {protocol}',
  'start.card.empty': 'Noch keine Übung. Im freien Spiel kannst du es ausprobieren.',
  'start.free': 'Oder probier einfach etwas aus',
  'start.free.text':
    'Im freien Spiel hast du dasselbe Terminal, dieselben Server und dieselbe Leitung, ohne Schritte. Mach ruhig etwas kaputt: „Neu anfangen“ bringt alles zurück.',
  'start.free.go': 'Terminal öffnen',

  'start.session': 'Eine Mail, von Hand geschickt',
  'start.session.label': 'Eine kurze SMTP-Sitzung zwischen dir und einem Server',
  'start.session.pause': 'Anhalten',
  'start.session.play': 'Abspielen',
  'start.session.again': 'Noch einmal abspielen',
  'start.session.gloss.0': 'Du öffnest eine Verbindung zu Port 25. Der Server spricht zuerst.',
  'start.session.gloss.1': '220: der Server sagt, wer er ist und dass er bereit ist.',
  'start.session.gloss.2': '250: du hast deinen Namen gesagt. Er grüßt zurück.',
  'start.session.gloss.3': '250: er weiß, von wem die Mail ist.',
  'start.session.gloss.4': '250: diesen Empfänger nimmt er an.',
  'start.session.gloss.5': '354: jetzt der Brief. Ein Punkt allein auf der Zeile beendet ihn.',
  'start.session.gloss.6': '250: der Server hat die Mail und steht von jetzt an für sie ein.',
  'start.session.gloss.7': '221: auf Wiedersehen. Die Mail liegt im Postfach.',

  // Eine Übung in einer Liste.
  'lab.minutes': '{minutes} min',
  'lab.minutes.said': 'etwa {minutes} Minuten',
  'lab.steps': '{steps} Schritte',
  'lab.progress': '{ticked} von {steps} Schritten',
  'lab.done': 'Geschafft',
  'lab.done.again': 'Geschafft · noch einmal: {ticked} von {steps}',
  'lab.begin': 'Anfangen',
  'lab.go-on': 'Weitermachen',
  'lab.look-again': 'Noch einmal ansehen',

  // Die Liste der Übungen.
  'catalogue.title': 'Übungen',
  'catalogue.lead':
    'In der Reihenfolge des Kurses. Jede führt dich Schritt für Schritt durch ein Gespräch; was du getan hast, bleibt.',
  'catalogue.list': 'Übungen in der Reihenfolge des Kurses',
  'catalogue.empty.title': 'Hier gibt es noch keine Übungen',
  'catalogue.empty': 'Wer diesen Server betreibt, hat keine Übung hineingelegt. Das freie Spiel geht auch ohne.',

  // Der Vergleich.
  'compare.title': 'Die vier Protokolle nebeneinander',
  'compare.lead':
    'Alle vier sind Text über TCP, Zeile für Zeile. Sie unterscheiden sich darin, wofür sie da sind und wer sich was merken muss.',
  'compare.caption': 'FTP, SMTP, POP3 und IMAP im Vergleich',
  'compare.purpose': 'Wofür es da ist',
  'compare.port': 'TCP-Port',
  'compare.connections': 'Verbindungen',
  'compare.commands': 'Befehle, die du zuerst triffst',
  'compare.replies': 'Wie der Server antwortet',
  'compare.kept': 'Wo die Dinge bleiben',
  'compare.tls': 'Klartext oder TLS',
  'compare.try': 'Probier es aus',
  'compare.try.labs': 'Übungen',
  'compare.try.play': 'Im freien Spiel',

  'protocol.ftp.long': 'File Transfer Protocol',
  'protocol.ftp.purpose': 'Dateien von einem Server holen und auf ihm ablegen.',
  'protocol.ftp.port': '21',
  'protocol.ftp.connections': 'Zwei: eine für die Befehle und eine neue für jede Liste und jede Datei.',
  'protocol.ftp.replies': 'Mit einem dreistelligen Code und Text.',
  'protocol.ftp.reply': '230 Login successful.',
  'protocol.ftp.kept': 'Die Dateien liegen auf dem Server, bis jemand sie löscht.',
  'protocol.ftp.tls': 'Zuerst Klartext; AUTH TLS sichert ihn, oder Port 990 ist vom ersten Byte an TLS.',

  'protocol.smtp.long': 'Simple Mail Transfer Protocol',
  'protocol.smtp.purpose': 'Eine Mail abschicken und von Server zu Server weitergeben.',
  'protocol.smtp.port': '25',
  'protocol.smtp.connections': 'Eine, für Befehle und Mail zugleich.',
  'protocol.smtp.replies': 'Mit einem dreistelligen Code und Text.',
  'protocol.smtp.reply': '250 OK',
  'protocol.smtp.kept': 'Nirgends lange: jeder Server gibt die Mail weiter, der letzte legt sie in ein Postfach.',
  'protocol.smtp.tls': 'Zuerst Klartext; STARTTLS sichert ihn, oder Port 465 ist vom ersten Byte an TLS.',

  'protocol.pop3.long': 'Post Office Protocol, Version 3',
  'protocol.pop3.purpose': 'Deine Mails auf ein Gerät holen, wie aus einem Postfach im Postamt.',
  'protocol.pop3.port': '110',
  'protocol.pop3.connections': 'Eine, für Befehle und Mail zugleich.',
  'protocol.pop3.replies': 'Mit +OK oder -ERR, dann Text. Ein Punkt allein beendet eine lange Antwort.',
  'protocol.pop3.reply': '+OK Logged in.',
  'protocol.pop3.kept':
    'Auf deinem Gerät. Der Server kennt ein Fach, keine Ordner, und darf vergessen, was du geholt hast.',
  'protocol.pop3.tls': 'Zuerst Klartext; STLS sichert ihn, oder Port 995 ist vom ersten Byte an TLS.',

  'protocol.imap.long': 'Internet Message Access Protocol',
  'protocol.imap.purpose': 'Mails lesen und ordnen, die auf dem Server bleiben, von vielen Geräten aus.',
  'protocol.imap.port': '143',
  'protocol.imap.connections': 'Eine für jedes Gerät; der Server kann sich jederzeit melden.',
  'protocol.imap.replies':
    'Mit deinem eigenen Kennzeichen, dann OK, NO oder BAD. Zeilen, die mit * beginnen, kommen dazwischen.',
  'protocol.imap.reply': 'a1 OK Logout completed (0.001 + 0.000 secs).',
  'protocol.imap.kept': 'Auf dem Server: Ordner, Markierungen und alles, auf jedem Gerät dasselbe.',
  'protocol.imap.tls': 'Zuerst Klartext; STARTTLS sichert ihn, oder Port 993 ist vom ersten Byte an TLS.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
