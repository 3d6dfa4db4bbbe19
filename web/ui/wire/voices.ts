/** What the two voices of a connection are called, for who does not see their colour, sign and place. */
import type { WireConnection } from '../../state/capture.svelte.ts';
import { t } from '../../state/words.ts';

export interface Voices {
  readonly client: string;
  readonly server: string;
}

export function voicesOf(others: WireConnection['others']): Voices {
  if (others === undefined) return { client: t('voice.you.says'), server: t('voice.server.says') };
  return {
    client: t('voice.other.says', { name: others.client }),
    server: t('voice.other.says', { name: others.server }),
  };
}
