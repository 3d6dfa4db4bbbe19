import { playScreens } from './play-screens.testkit.ts';

playScreens(new URL('transcripts/', import.meta.url));
