/** Was ein Platz selbst sagt: im Terminal, oder einer Seite, deren Nachricht er nicht ausgeführt hat. */
import type { seat as english } from '../en/seat.ts';

export const seat = {
  'seat.resumed':
    '\n[Plaintalk wurde inzwischen neu gestartet: Programme und Verbindungen sind beendet, deine Mails, Dateien und Häkchen sind noch da.]\n',
  'seat.fault':
    '\n[In Plaintalk ist etwas schiefgegangen, nicht in dem, was du getippt hast. Dieses Terminal hat eine neue Shell.]\n',
  'seat.refused.message': 'Diese Seite und der Server verstehen einander nicht mehr. Lade die Seite neu.',
  'seat.refused.attach-first':
    'Die Seite muss sich erst anmelden, bevor sie etwas anderes tun kann. Lade die Seite neu.',
  'seat.refused.no-pen': 'Du tippst gerade auf einer anderen Seite. Übernimm zuerst hier.',
  'seat.refused.no-terminal': 'Ein Terminal mit diesem Namen gibt es nicht mehr.',
  'seat.refused.terminals': 'Höchstens {limit} Terminals können zugleich offen sein. Schließ zuerst eines.',
  'seat.refused.last-terminal': 'Das letzte Terminal bleibt offen.',
  'seat.refused.no-hint': 'Für diesen Schritt gibt es keinen weiteren Tipp.',
  'seat.refused.no-question':
    'So etwas fragt dieser Schritt nicht mehr. Lade die Seite neu, wenn die Frage noch dasteht.',
  'seat.refused.no-exchange':
    'Diese Zeile ist nicht mehr gespeichert. Sag sie dem Server noch einmal und wähle dann die neue.',
  'seat.refused.afresh': 'Der Neuanfang hat nicht geklappt; alles ist, wie es war. Versuch es gleich noch einmal.',
  'seat.refused.old-line':
    'Diese Zeile war getippt, bevor die Programme beendet wurden; sie wurde nicht ausgeführt. Tippe sie noch einmal, wenn du sie noch willst.',
  'seat.refused.too-fast': 'Das war zu viel auf einmal. Warte einen Augenblick, dann geht es weiter.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
