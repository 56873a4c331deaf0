// Saves the draft by itself, shortly after each change, and stops as soon as somebody else has saved the same draft.
import { forget, keep } from './keeping.js';
import { AWAY, get, sendModel } from './server.js';

const PAUSE = 800;
const AGAIN = 5000;
const STALE = 412;
const REFUSED = 422;

export class Autosave {
  // `read` gives the text as drawn now; `onState`, `onStale` and `onProblems` are told how it went.
  constructor({ base, key, read, onState, onStale, onProblems }) {
    Object.assign(this, { base, key, read, onState, onStale, onProblems });
    this.revision = null;
    this.timer = null;
    this.running = null;
    this.changes = 0;
    this.savedChanges = 0;
  }

  get address() { return `${this.base}/draft`; }

  get isDirty() { return this.changes !== this.savedChanges; }

  async load() {
    const { status, data, reason } = await get(this.address);
    if (status >= 400) throw new Error(reason);
    return data;
  }

  // The draft as it is on the server; null when the server does not say.
  async find() {
    const { status, data } = await get(this.address);
    return status >= 400 ? null : data;
  }

  // Take a draft as the one that is edited from now on.
  take(draft) {
    this.revision = draft.revision;
    this.savedChanges = this.changes;
    clearTimeout(this.timer);
    this.onState(draft.saved_at ? 'Draft saved' : 'No changes yet', 'saved');
  }

  async noteChange() {
    this.changes += 1;
    this.onState('Not saved yet', 'dirty');
    this.plan(PAUSE);
    const xml = await this.written();
    if (xml !== null) keep(this.key, xml, this.revision);
  }

  // The text as drawn now; null when it cannot be written down, which is said.
  async written() {
    try {
      return await this.read();
    } catch (error) {
      this.onState(`Not saved: the model cannot be written down (${error.message}). Undo the last change.`, 'failed');
      return null;
    }
  }

  plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  // Save now; requests never overtake each other. Returns whether everything drawn is on the server.
  async save() {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (!this.isDirty) return true;
    this.running = this.send();
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  async send() {
    const changes = this.changes;
    const xml = await this.written();
    if (xml === null) return false;
    this.onState('Saving…', 'dirty');
    return this.note(await sendModel(this.address, xml, { method: 'PUT', revision: this.revision }), changes);
  }

  note({ status, data, reason }, changes) {
    if (status === STALE) return this.refuse('Not saved: somebody else was faster', () => this.onStale(data));
    if (status === REFUSED) return this.refuse('Not saved: see the problems', () => this.onProblems(data.problems));
    if (status === AWAY) return this.refuse('Not saved: no connection. It is kept in this browser.', () => this.plan(AGAIN));
    if (status >= 400) return this.refuse(`Not saved: ${reason}`, () => {});
    this.revision = data.revision;
    this.savedChanges = changes;
    if (this.isDirty) return false;
    forget(this.key);
    this.onState('Draft saved', 'saved');
    return true;
  }

  refuse(state, tell) {
    this.onState(state, 'failed');
    tell();
    return false;
  }
}
