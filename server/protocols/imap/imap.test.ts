import { playFolder } from '../play-folder.testkit.ts';
import { courseStage, type PlaceOptions } from './imap.testkit.ts';

/** Worlds and limits of their own. */
const PLACES: Readonly<Record<string, PlaceOptions>> = {
  '46-append-limits.txt': { messageBytes: 100, addedBytes: 120 },
};

playFolder(new URL('./transcripts/', import.meta.url), (name) => courseStage(PLACES[name]));
