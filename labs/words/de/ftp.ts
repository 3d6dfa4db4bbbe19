/** Was Begleitung und Erklärungen zu FTP sagen: was an einer Zeile nicht stimmt und was eine Antwort bedeutet. */
import type { ftp as english } from '../en/ftp.ts';

export const ftp = {
  // Was an einer Zeile nicht stimmt, die fast ein Befehl ist.
  'ftp.problem.leading-space': 'Ein Befehl beginnt ganz am Anfang der Zeile; die Leerzeichen davor müssen weg.',
  'ftp.problem.shape': '{verb} ist das richtige Wort, aber die Zeile hat nicht seine Form: {shape}.',
  'ftp.problem.missing': '{verb} braucht etwas dahinter: {shape}.',
  'ftp.problem.type': 'TYPE nimmt einen Buchstaben: A für Text, I für Byte für Byte.',
  'ftp.problem.port':
    'PORT nimmt sechs Zahlen von 0 bis 255 mit Kommas dazwischen: die vier deiner Adresse, dann den Port als zwei (oben × 256 + unten).',
  'ftp.problem.extended-port': 'EPRT nimmt Protokoll, Adresse und Port zwischen senkrechten Strichen: {shape}.',
  'ftp.problem.size': 'PBSZ nimmt eine Zahl; mit TLS ist sie immer 0.',
  'ftp.problem.offset': 'REST nimmt eine Zahl: bei welchem Byte der Datei die nächste Übertragung beginnt.',

  // Was eine Antwort bedeutet, nach Befehl und Status.
  'ftp.meaning.GREETING.220': '220: der Server ist bereit und nennt seine Software. Sag jetzt mit USER, wer du bist.',
  'ftp.meaning.USER.331':
    '331: so weit gut; eine 3 vorn heißt, dass der Server auf mehr wartet. Als Nächstes das Passwort, mit PASS.',
  'ftp.meaning.USER.530': '530: diesen Benutzer lässt der Server nicht herein, oder ein anderer ist schon angemeldet.',
  'ftp.meaning.PASS.230':
    '230: du bist angemeldet. Jeder auf der Leitung konnte das Passwort lesen: FTP verbirgt nichts.',
  'ftp.meaning.PASS.503': '503: falsche Reihenfolge. USER kommt zuerst, dann PASS.',
  'ftp.meaning.PASS.530':
    '530: Benutzername oder Passwort ist falsch; welches, sagt der Server nicht. Beginne wieder mit USER.',
  'ftp.meaning.SYST.215': '215: was für ein System der Server ist, damit ein Programm seine Listen lesen kann.',
  'ftp.meaning.AUTH.234':
    '234: der Server ist bereit für TLS. Die nächsten Bytes sind schon der Handschlag; danach kann niemand dazwischen ein Wort lesen.',
  'ftp.meaning.AUTH.504': '504: der Server kennt AUTH TLS, und nicht das, was hier steht.',
  'ftp.meaning.PBSZ.200': '200: mit TLS gibt es keinen Puffer zu vereinbaren, also ist die Größe 0. PROT darf folgen.',
  'ftp.meaning.PBSZ.503': '503: falsche Reihenfolge. AUTH TLS kommt zuerst, dann PBSZ.',
  'ftp.meaning.PROT.200.P':
    '200: von jetzt an sind auch die Datenverbindungen gesichert, jede durch einen eigenen Handschlag.',
  'ftp.meaning.PROT.200.C':
    '200: von jetzt an sind die Datenverbindungen im Klartext, obwohl diese es nicht ist: Dateien und Listen kann man unterwegs lesen.',
  'ftp.meaning.PROT.503': '503: falsche Reihenfolge. AUTH TLS kommt zuerst, dann PROT.',
  'ftp.meaning.PROT.504': '504: PROT nimmt P für geschützt („private“) oder C für Klartext („clear“).',
  'ftp.meaning.PROT.536': '536: diese Stufe kennt der Server, bietet sie aber nicht an. PROT P sichert die Daten.',
  'ftp.meaning.CCC.200':
    '200: diese Verbindung ist wieder im Klartext, damit eine Firewall lesen kann, welche Ports genannt werden.',
  'ftp.meaning.CCC.503': '503: es gibt kein TLS zu beenden.',
  'ftp.meaning.FEAT.211': '211: was dieser Server über den ältesten Standard hinaus kann, eines je Zeile.',
  'ftp.meaning.STAT.211': '211: wie diese Sitzung steht: wer angemeldet ist und wie Dateien übertragen würden.',
  'ftp.meaning.STAT.213': '213: eine Liste über die Steuerverbindung, ohne zweite Verbindung.',
  'ftp.meaning.HELP.214': '214: die Befehle, die dieser Server kennt.',
  'ftp.meaning.OPTS.200': '200: Dateinamen sind in UTF-8, wie hier immer.',
  'ftp.meaning.OPTS.200.MLST': '200: MLST und MLSD nennen von einer Datei diese Angaben und keine anderen.',
  'ftp.meaning.OPTS.501': '501: diese Option kennt der Server nicht.',
  'ftp.meaning.PWD.257': '257: das Verzeichnis, in dem du bist, zwischen den Anführungszeichen.',
  'ftp.meaning.CWD.250': '250: du bist jetzt in diesem Verzeichnis.',
  'ftp.meaning.CWD.550': '550: so ein Verzeichnis gibt es nicht, oder du darfst nicht hinein.',
  'ftp.meaning.CDUP.250': '250: du bist ein Verzeichnis höher; ganz oben bleibst du, wo du bist.',
  'ftp.meaning.TYPE.200.A':
    '200: Dateien gehen von jetzt an als Text: Zeilenenden dürfen so geändert werden, wie die andere Seite sie will.',
  'ftp.meaning.TYPE.200.I': '200: Dateien gehen von jetzt an Byte für Byte, ohne dass etwas geändert wird.',
  'ftp.meaning.TYPE.500': '500: der Server kennt TYPE A (Text) und TYPE I (Byte für Byte).',
  'ftp.meaning.PASV.227':
    '227: der Server wartet auf eine zweite Verbindung. Sechs Zahlen: vier für seine Adresse, dann der Port als oben × 256 + unten. Danach holst du eine Liste oder eine Datei.',
  'ftp.meaning.EPSV.229':
    '229: der Server wartet auf eine zweite Verbindung, am Port zwischen den senkrechten Strichen. Danach holst du eine Liste oder eine Datei.',
  'ftp.meaning.EPSV.522': '522: dieses Netzwerkprotokoll spricht der Server nicht.',
  'ftp.meaning.PORT.200':
    '200: für die nächste Übertragung wählt der Server diese Adresse an. Die Rollen sind vertauscht: du musst dort horchen.',
  'ftp.meaning.PORT.500': '500: diese Adresse wählt der Server nicht an. Er nimmt nur deine eigene, und Ports ab 1024.',
  'ftp.meaning.MLST.250': '250: die Angaben zu einer Datei, jede mit ihrem Namen, damit ein Programm sie lesen kann.',
  'ftp.meaning.MLST.550': '550: so eine Datei oder so ein Verzeichnis gibt es nicht.',
  'ftp.meaning.MLSD.226':
    '226: die Angaben zu allen Dateien des Verzeichnisses sind über die Datenverbindung gegangen.',
  'ftp.meaning.MLSD.501': '501: das ist eine Datei. MLSD nimmt ein Verzeichnis; MLST nimmt beides.',
  'ftp.meaning.MLSD.550': '550: so ein Verzeichnis gibt es nicht, oder du darfst es nicht lesen.',
  'ftp.meaning.LIST.226': '226: die ganze Liste ist über die Datenverbindung gegangen, und die ist jetzt geschlossen.',
  'ftp.meaning.RETR.226': '226: die ganze Datei ist über die Datenverbindung gegangen, und die ist jetzt geschlossen.',
  'ftp.meaning.RETR.426': '426: die Datenverbindung ist abgerissen, bevor die Datei durch war.',
  'ftp.meaning.RETR.550':
    '550: so eine Datei gibt es hier nicht, oder du darfst sie nicht lesen. Große Buchstaben zählen.',
  'ftp.meaning.STOR.226': '226: die Datei ist ganz angekommen und gespeichert.',
  'ftp.meaning.STOR.426': '426: die Datenverbindung ist abgerissen; gespeichert ist nur, was bis dahin gekommen war.',
  'ftp.meaning.STOR.451': '451: der Server konnte die Datei nicht schreiben: sie ist zu groß, oder es ist kein Platz.',
  'ftp.meaning.STOR.553':
    '553: eine Datei mit diesem Namen kann dort nicht entstehen, oder du darfst keine weiteren Dateien haben.',
  'ftp.meaning.REST.350': '350: die nächste Übertragung beginnt bei diesem Byte. Sag jetzt, welche Datei.',
  'ftp.meaning.SIZE.213': '213: wie viele Bytes die Datei hat.',
  'ftp.meaning.SIZE.550': '550: so eine Datei gibt es nicht, oder es ist ein Verzeichnis.',
  'ftp.meaning.MDTM.213': '213: wann die Datei zuletzt geändert wurde: Jahr, Monat, Tag, Stunde, Minute, Sekunde.',
  'ftp.meaning.MDTM.550': '550: so eine Datei gibt es nicht.',
  'ftp.meaning.DELE.250': '250: die Datei ist gelöscht.',
  'ftp.meaning.DELE.550': '550: so eine Datei gibt es nicht, oder du darfst sie nicht löschen.',
  'ftp.meaning.MKD.257': '257: das Verzeichnis ist da; sein voller Name steht zwischen den Anführungszeichen.',
  'ftp.meaning.MKD.550':
    '550: das Verzeichnis konnte nicht angelegt werden. Vielleicht gibt es das schon, oder du darfst keine weiteren haben.',
  'ftp.meaning.RMD.250': '250: das Verzeichnis ist entfernt.',
  'ftp.meaning.RMD.550': '550: das Verzeichnis konnte nicht entfernt werden. Es muss da sein, und es muss leer sein.',
  'ftp.meaning.RNFR.350': '350: die Datei ist da. Jetzt ihr neuer Name, mit RNTO.',
  'ftp.meaning.RNFR.550': '550: etwas mit diesem Namen gibt es nicht.',
  'ftp.meaning.RNTO.250': '250: sie hat ihren neuen Namen.',
  'ftp.meaning.RNTO.503': '503: falsche Reihenfolge. RNFR, der alte Name, kommt zuerst.',
  'ftp.meaning.ABOR.225': '225: es war nichts unterwegs, also musste nichts angehalten werden.',
  'ftp.meaning.ABOR.226': '226: die Übertragung wurde angehalten.',
  'ftp.meaning.NOOP.200': '200: es wurde nichts getan, wie du wolltest. Es zeigt, dass die Verbindung lebt.',
  'ftp.meaning.QUIT.221': '221: auf Wiedersehen. Der Server schließt die Verbindung.',

  // Antworten auf alles.
  'ftp.meaning.421': '421: der Server legt auf ({text}). Verbinde dich neu, um weiterzumachen.',
  'ftp.meaning.425.first':
    '425: für die Daten gibt es noch keine zweite Verbindung. Sag zuerst PASV und verbinde dich mit dem Port, den es nennt.',
  'ftp.meaning.425': '425: die zweite Verbindung, die für die Daten, kam nicht zustande.',
  'ftp.meaning.522.first': '522: Dateien und Listen gehen hier nur über TLS. Sag zuerst PROT P.',
  'ftp.meaning.522': '522: aus dem Handschlag auf der Datenverbindung wurde nichts ({text}).',
  'ftp.meaning.530.tls': '530: hier kein Passwort im Klartext. Verbinde dich neu und beginne mit AUTH TLS.',
  'ftp.meaning.530.no-tls': '530: Gäste haben hier nichts zu verbergen und bekommen kein TLS.',
  'ftp.meaning.login-first': '530: melde dich zuerst an, mit USER und dann PASS.',
  'ftp.meaning.550.permission': '550: das darfst du dort nicht. Gäste dürfen meistens nur lesen.',
  'ftp.meaning.500': '500: diesen Befehl kennt der Server nicht. HELP zählt die auf, die er kennt.',
  'ftp.meaning.success': '{status}: getan. Ein Code, der mit 2 beginnt, sagt ja.',
  'ftp.meaning.intermediate': '{status}: weiter. Ein Code, der mit 3 beginnt, heißt: der Server wartet auf mehr.',
  'ftp.meaning.failure': '{status}: nein ({text}). Vorn eine 4 heißt: jetzt nicht; eine 5: so nicht.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
