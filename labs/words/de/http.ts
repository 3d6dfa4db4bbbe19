/** Was der Server auf eine Anfrage antwortet, die er nicht erfüllen kann: was geschehen ist, dann was zu tun ist. */
import type { http as english } from '../en/http.ts';

export const http = {
  'http.missing': 'Unter dieser Adresse gibt es nichts. Vielleicht ist sie falsch geschrieben.',
  'http.no-lab':
    'Hier gibt es keine Übung „{lab}“. Vielleicht heißt sie jetzt anders: such dir eine aus der Liste der Übungen.',
  'http.no-step': 'Vom Schritt „{step}“ ist noch nichts gespeichert: beginne zuerst die Übung.',
  'http.no-model': 'Noch gibt es kein Vorbild zu sehen: es kommt, wenn du die Übung geschafft hast.',
  'http.malformed': 'Der Server hat die Anfrage nicht verstanden. Lade die Seite neu, dann hast du die neueste.',
  'http.too-large': 'Die Anfrage ist größer als die {limit} Bytes, die der Server annimmt.',
  'http.foreign':
    'Diese Anfrage kam von der Seite eines anderen Anbieters und wurde nicht ausgeführt. Öffne Plaintalk selbst.',
  'http.many-learners':
    'Aus deinem Netz beginnen gerade viele auf einmal. Warte {seconds} Sekunden und versuch es noch einmal: dein Platz bleibt dir.',
  'http.full': 'Auf diesem Server sind gerade alle Plätze besetzt. Warte eine halbe Minute und versuch es noch einmal.',
  'http.fault':
    'Beim Server ist ein Fehler passiert. Versuch es noch einmal; wenn er bleibt, sag deiner Lehrerin oder deinem Lehrer Bescheid.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
