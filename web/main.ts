/** Starts the page, in the language of whoever reads it. */
import { mount } from 'svelte';
import App from './App.svelte';
import { language } from './state/language.svelte.ts';
import './styles/base.css';

void language.start().then(() => mount(App, { target: document.body }));
