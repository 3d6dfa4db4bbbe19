/** Whether an author's workshop serves this page; a learner's page asks no more than this. */

/** The name of the `<meta>` element that tells it; `contract/workshop.ts` has the same, with all that comes after. */
const META = 'plaintalk-workshop';

export function workshopMode(): 'preview' | 'record' | undefined {
  const mode = document.querySelector(`meta[name="${META}"]`)?.getAttribute('content');
  return mode === 'preview' || mode === 'record' ? mode : undefined;
}
