import type { workshop as english } from '../en/workshop.ts';

/** What the bar of an author's workshop says, and loaded only there; its commands in the shell speak English. */
export const workshop = {
  'workshop.label': 'Werkstatt',
  'workshop.preview': 'Vorschau von {folder}',
  'workshop.record': 'Aufnahme für {folder}',
  'workshop.play': 'Lösung abspielen',
  'workshop.step': 'Eine Zeile',
  'workshop.stop': 'Anhalten',
  'workshop.place': 'Zeile {line} von {lines}',
  'workshop.over': 'Die Lösung ist zu Ende.',
  'workshop.saved': 'Neu gelesen: So ist die Übung jetzt.',
  'workshop.faults': 'In einer Datei steckt ein Fehler. Du siehst die Übung, wie sie vorher war:',
  'workshop.gone': 'Der Befehl in deiner Shell ist zu Ende. Starte ihn neu, um weiterzumachen.',
  'workshop.screen': 'Auf dem Schirm steht „{line}“ nicht. Fang neu an, oder bessere die Lösung aus.',
  'workshop.tick': 'Der Schritt „{step}“ wurde nicht wahr. „lab test“ sagt mehr dazu.',
  'workshop.terminal': 'Das Terminal „{terminal}“ ging nicht auf.',
  'workshop.lead': 'Tu im Terminal, was die Lernenden tun sollen. Jede Zeile, die etwas bewirkt, wird ein Schritt.',
  'workshop.make': 'Eine Übung daraus machen',
  'workshop.making': 'Sie wird gemacht und einmal gespielt …',
  'workshop.nothing': 'Noch ist nichts da, was ein Schritt werden könnte: Verbinde dich zuerst mit einem Server.',
  'workshop.made':
    'In {folder} liegt eine Übung mit {steps} Schritten. Schreib nun ihre Texte; „lab preview {folder}“ zeigt sie.',
  'workshop.made.faults': 'In {folder} liegt eine Übung mit {steps} Schritten. Das ist darin auszubessern:',
  'workshop.failed': 'Das ging nicht; die Shell sagt, warum.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
