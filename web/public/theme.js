/* global document */
// Before the first paint: the theme that was chosen in this browser, so that the page does not flash in the other one.
// A file of its own because the Content-Security-Policy allows no script in the page. state/theme.svelte.ts does the rest.
try {
  const theme = localStorage.getItem('plaintalk.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is off: as the system has it.
}
