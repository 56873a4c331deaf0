// What every page needs: styles, htmx without eval, Tabler's components, and our behaviours.
import '@fontsource-variable/inter/index.css';
import '@tabler/core/dist/css/tabler.min.css';
import './styles/index.css';
import htmx from 'htmx.org/dist/htmx.esm.js';
import '@tabler/core/dist/js/tabler.esm.js';
import './behaviours/shell.js';
import './behaviours/times.js';
import './behaviours/toasts.js';
import './behaviours/problems.js';
import './behaviours/confirm.js';
import './behaviours/forms.js';
import './behaviours/drafts.js';
import './behaviours/moments.js';
import './behaviours/incomplete.js';
import './behaviours/lists.js';
import './behaviours/keys.js';
import './behaviours/inbox.js';
import './behaviours/dialogs.js';
import './behaviours/tips.js';
import './behaviours/picker.js';
import './behaviours/diagrams.js';
import './behaviours/drops.js';
import './behaviours/calendar.js';
import './behaviours/mentions.js';
import './behaviours/board.js';

window.htmx = htmx;
