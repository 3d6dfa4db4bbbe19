/** IMAP: was an einer Zeile nicht stimmt und was ein Wortwechsel für jemanden bedeutet, der ihn zum ersten Mal sieht. */
import type { imap as english } from '../en/imap.ts';

export const imap = {
  'imap.problem.no-tag':
    'Jeder IMAP-Befehl beginnt mit einem Kennzeichen, einem kurzen Wort, das du dir ausdenkst. Wo das Kennzeichen stehen sollte, steht {verb}: setz eines davor.',
  'imap.problem.no-command':
    'Auf das Kennzeichen folgt ein Leerzeichen, dann der Befehl. „{tag}“ wurde als Kennzeichen genommen, und dahinter steht kein Befehl.',
  'imap.problem.invalid-tag':
    'Die Zeile muss gleich am Anfang mit einem Kennzeichen beginnen: am besten Buchstaben und Ziffern; +, *, %, Klammern und Anführungszeichen sind nicht erlaubt.',
  'imap.problem.missing-argument': 'Hinter {verb} fehlt etwas. Seine Form ist: {shape}',
  'imap.problem.too-many-arguments': 'Hinter {verb} steht mehr, als es nimmt. Seine Form ist: {shape}',
  'imap.problem.spaces-in-set':
    'Zwischen mehreren Nummern stehen Kommas und keine Leerzeichen: {verb} hielt die zweite für das, was du wissen willst.',
  'imap.problem.items-brackets':
    'Wenn du mehreres auf einmal willst, steht es zusammen in runden Klammern. {verb} hat nur das Erste genommen.',
  'imap.problem.uid-alone':
    'UID ist nur ein halber Befehl: Es steht vor FETCH, STORE, SEARCH, COPY und ihresgleichen und macht deren Nummern zu UIDs.',
  'imap.problem.missing-backslash':
    'Die Markierungen von IMAP selbst beginnen mit einem umgekehrten Schrägstrich. Ohne ihn ist „{flag}“ ein Wort von dir und sagt einem Mailprogramm nichts.',
  'imap.problem.slash-flag':
    'Eine Markierung beginnt mit einem umgekehrten Schrägstrich, \\, und nicht mit einem Schrägstrich, /: sie neigen sich zu verschiedenen Seiten.',
  'imap.problem.unquoted-space':
    'Hinter {verb} ist ein Wort zu viel. Wenn im Namen des Postfachs ein Leerzeichen steht, setz den Namen in doppelte Anführungszeichen.',
  'imap.problem.sequence-set':
    '„{set}“ ist keine Angabe von Nachrichtennummern. {verb} will Zahlen wie 3, einen Bereich mit Doppelpunkt oder mehrere mit Kommas.',
  'imap.problem.store-operation':
    'Hinter der Nummer will {verb} wissen, was mit den Markierungen geschehen soll: hinzufügen (+FLAGS), wegnehmen (-FLAGS) oder genau diese setzen (FLAGS).',
  'imap.problem.fetch-item':
    '„{item}“ kennt FETCH nicht. Es gibt Teile einer Nachricht, etwa ihre Markierungen (FLAGS), ihren Umschlag (ENVELOPE) oder ihren Inhalt in eckigen Klammern.',
  'imap.problem.section':
    'Schau auf die eckigen Klammern hinter BODY: eine öffnet, eine schließt, und dazwischen muss ein Teil einer Nachricht stehen.',
  'imap.problem.missing-quote': 'Ein doppeltes Anführungszeichen wurde geöffnet und nie geschlossen.',
  'imap.problem.parenthesis': 'Die runden Klammern passen nicht zusammen: jede, die öffnet, muss auch schließen.',
  'imap.problem.literal': 'Geschweifte Klammern kündigen an, wie viele Bytes folgen: dazwischen steht nur eine Zahl.',
  'imap.problem.arguments': 'Der Befehl stimmt, aber was dahinter steht, kann der Server nicht lesen.',

  'imap.meaning.greeting.ok':
    'Der Server ist bereit. Der Stern heißt, dass niemand um diese Zeile gebeten hat; in den eckigen Klammern zählt er auf, was er kann.',
  'imap.meaning.greeting.other': 'Der Server beginnt keine gewöhnliche Sitzung.',

  'imap.meaning.capability.ok':
    'Die Liste dessen, was dieser Server kann. Programme schauen hier nach, bevor sie etwas Ungewöhnliches benutzen.',
  'imap.meaning.noop.ok':
    'Zu tun war nichts. Aber der Server hat die Gelegenheit genutzt, zu erzählen, was es Neues gibt.',
  'imap.meaning.logout.ok':
    'Zuerst BYE, das ist eine Nachricht, dann die Antwort mit deinem Kennzeichen. Jetzt schließt der Server die Verbindung.',
  'imap.meaning.id.ok':
    'Beide Seiten haben gesagt, wer sie sind. Das hilft, wenn jemand die Ursache eines Fehlers sucht.',
  'imap.meaning.enable.ok': 'Der Server hat eingeschaltet, was du wolltest, soweit er es hat.',
  'imap.meaning.login.ok': 'Du bist drin. Name und Passwort gingen im Klartext über die Leitung.',
  'imap.meaning.authenticate.ok':
    'Du bist drin. Das Passwort ging in Base64 über die Leitung, und das verbirgt nichts: jeder kann es entziffern.',
  'imap.meaning.select.ok':
    'Das Postfach ist offen und hat {exists} Nachrichten. Die Zeilen mit Stern beschreiben es; von jetzt an gelten Nachrichtennummern für dieses Postfach.',
  'imap.meaning.examine.ok':
    'Das Postfach ist nur zum Lesen offen: nichts, was du tust, markiert eine Nachricht als gelesen.',
  'imap.meaning.create.ok':
    'Auf dem Server gibt es ein neues Postfach. Jedes andere Gerät, das dieses Konto benutzt, sieht es auch.',
  'imap.meaning.delete.ok': 'Das Postfach ist weg, mit allen Nachrichten, die darin waren.',
  'imap.meaning.rename.ok': 'Das Postfach hat einen neuen Namen, und die darunter auch.',
  'imap.meaning.subscribe.ok': 'Das Postfach steht jetzt auf deiner Liste der abonnierten. LSUB zeigt diese Liste.',
  'imap.meaning.unsubscribe.ok': 'Das Postfach steht nicht mehr auf deiner Liste der abonnierten. Es gibt es noch.',
  'imap.meaning.list.ok':
    'Eine Zeile mit Stern für jedes Postfach: Merkmale in runden Klammern, das Zeichen, das die Ebenen trennt, und der Name.',
  'imap.meaning.lsub.ok': 'Eine Zeile mit Stern für jedes Postfach, das du abonniert hast.',
  'imap.meaning.status.ok': 'Die Zahlen eines Postfachs, ohne es zu öffnen.',
  'imap.meaning.append.ok':
    'Die Nachricht ist im Postfach. APPENDUID nennt die bleibende Nummer (UID), die sie bekommen hat.',
  'imap.meaning.namespace.ok': 'Wo deine Postfächer beginnen, und welches Zeichen ihre Ebenen trennt.',
  'imap.meaning.getquotaroot.ok':
    'Auf welches Kontingent das Postfach angerechnet wird, und wie viel davon verbraucht ist.',
  'imap.meaning.getquota.ok':
    'Wie viel vom Kontingent verbraucht ist und wie groß es ist, in Einheiten von 1024 Bytes.',
  'imap.meaning.setquota.ok': 'Das Kontingent ist geändert.',
  'imap.meaning.privacy-required':
    'Dieser Server nimmt kein Passwort auf einer Verbindung, die unterwegs jeder lesen kann. Was du getippt hast, ist schon darüber gegangen.',
  'imap.meaning.idle.waiting': 'Der Server wartet mit dir: was neu ist, sagt er sofort. Tippe DONE, um weiterzumachen.',
  'imap.meaning.expected-done':
    'Solange der Server mit dir wartet, beendet das nur ein Wort, DONE, und ohne Kennzeichen. Jede andere Zeile beendet es mit BAD.',
  'imap.meaning.idle.ok': 'Das Warten ist zu Ende. Was inzwischen geschehen ist, steht in den Zeilen mit Stern.',
  'imap.meaning.check.ok': 'Der Server hat alles in Ordnung gebracht. Für dich hat er getan, was NOOP tut.',
  'imap.meaning.close.ok': 'Das Postfach ist zu, und was mit \\Deleted markiert war, wurde ohne ein Wort entfernt.',
  'imap.meaning.unselect.ok': 'Das Postfach ist zu, und entfernt wurde nichts.',
  'imap.meaning.expunge.ok':
    'Was mit \\Deleted markiert war, ist weg. Jede EXPUNGE-Zeile lässt alle höheren Nachrichtennummern um eins sinken.',
  'imap.meaning.search.ok': 'Die Nummern der Nachrichten, auf die es zutrifft; steht dort keine, dann auf keine.',
  'imap.meaning.sort.ok':
    'Die Nummern der Nachrichten, auf die es zutrifft, in der Reihenfolge, die du wolltest. Sortiert hat der Server, also musste nichts geholt werden.',
  'imap.meaning.thread.ok':
    'Gespräche: jedes Klammerpaar ist eines. Eine Nummer, die auf eine andere folgt, antwortet ihr; Klammern darin trennen die Antworten.',
  'imap.meaning.fetch.ok':
    'Was du wolltest, Nachricht für Nachricht. Eine Zahl in geschweiften Klammern sagt, wie viele Bytes auf sie folgen.',
  'imap.meaning.expunge-issued':
    'Eine andere Sitzung hat eine Nachricht entfernt, nach der du gefragt hast. Deine Nummern bleiben, bis der Server es dir sagen darf: sag NOOP.',
  'imap.meaning.unknown-encoding':
    'Ein Teil der Nachricht ist in einer Kodierung geschrieben, die der Server nicht auflösen kann. BODY gibt ihn, wie er ist; BINARY kann das nicht.',
  'imap.meaning.store.ok': 'Die Markierungen sind geändert. Die Zeilen mit Stern zeigen sie, wie sie jetzt sind.',
  'imap.meaning.copy.ok':
    'Die Nachrichten sind jetzt in beiden Postfächern. COPYUID nennt die alten und die neuen bleibenden Nummern.',
  'imap.meaning.move.ok': 'Die Nachrichten sind umgezogen: sie sind im anderen Postfach und aus diesem verschwunden.',
  'imap.meaning.ok': 'OK: der Server hat getan, was du wolltest.',
  'imap.meaning.no':
    'NO: der Server hat dich verstanden, kann oder will es aber nicht tun. Seine Worte sagen, warum: „{text}“',
  'imap.meaning.bad':
    'BAD: der Server konnte die Zeile nicht verstehen. Seine Worte sagen, wo er gestolpert ist: „{text}“',
  'imap.meaning.bye': 'BYE: der Server beendet die Sitzung. Seine Worte sagen, warum: „{text}“',

  'imap.meaning.authentication-failed':
    'Name oder Passwort ist falsch; welches von beiden, sagt ein Server nie. Er hat mit der Antwort zwei Sekunden gewartet, damit Raten lange dauert.',
  'imap.meaning.try-create':
    'So ein Postfach gibt es nicht. TRYCREATE sagt: leg es zuerst an und versuch es dann noch einmal.',
  'imap.meaning.already-exists': 'Ein Postfach mit diesem Namen gibt es schon.',
  'imap.meaning.nonexistent':
    'Ein Postfach mit diesem Namen gibt es nicht. Große und kleine Buchstaben zählen, außer bei INBOX.',
  'imap.meaning.over-quota': 'In diesem Konto ist kein Platz mehr. Es muss erst etwas weg, bevor Neues hineinpasst.',
  'imap.meaning.limit': 'Das ist mehr, als dieser Server auf einmal annimmt.',
  'imap.meaning.cannot': 'Mit diesem Namen geht das nicht: „{text}“',
  'imap.meaning.bad-charset':
    'Den Zeichensatz, in dem du geschrieben hast, wonach gesucht werden soll, kennt der Server nicht.',
  'imap.meaning.client-bug':
    'Es hat geklappt, aber das Postfach ist schon offen: der Server meint, ein Programm würde so nicht fragen.',
  'imap.meaning.no-mailbox-selected':
    'Das geht nur an einem offenen Postfach, und es ist keines offen. Nummern haben Nachrichten nur darin.',
  'imap.meaning.mailbox-name':
    'Namen von Postfächern werden auf der Leitung in ASCII geschrieben; andere Buchstaben haben eine eigene Kodierung, modifiziertes UTF-7.',
  'imap.meaning.no-tag':
    'Der Server hat deinen Befehl für das Kennzeichen gehalten. Ein Befehl beginnt mit einem Kennzeichen, einem kurzen Wort, das du dir ausdenkst.',
  'imap.meaning.invalid-tag':
    'Der Server hat am Anfang der Zeile kein Kennzeichen gefunden, also hatte er keines, das er vor seine Antwort setzen konnte.',
  'imap.meaning.unknown-command':
    'Diesen Befehl kennt der Server nicht. Schau auf seine Schreibweise und auf das, was davor steht.',
  'imap.meaning.no-command':
    'Der Server hat ein Kennzeichen gefunden, aber dahinter keinen Befehl. Zwischen den beiden steht genau ein Leerzeichen.',
  'imap.meaning.no-such-message':
    'Eine Nachricht mit dieser Nummer gibt es hier nicht, oder es ist gar keine Nummer. Nummern beginnen bei 1 und enden bei dem, was EXISTS gesagt hat.',
  'imap.meaning.too-many': 'Zu viele Zeilen, die der Server nicht verstehen konnte: er hat aufgelegt.',
  'imap.meaning.inactivity': 'Zu lange wurde nichts gesagt, also hat der Server aufgelegt.',
  'imap.meaning.inconsistent':
    'Das offene Postfach wurde von jemand anderem gelöscht, also kann diese Sitzung nicht weitergehen. Verbinde dich neu.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
