// Has the server check what is drawn, shortly after it has changed; it knows the library, the lookups and all rules.
import { sendModel } from './server.js';

const PAUSE = 700;

export class Checking {
  constructor({ base, read, modeler, note }) {
    Object.assign(this, { base, read, modeler, note });
    this.timer = null;
    this.asked = 0;
  }

  plan() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.modeler.get('linting').forget();
    this.note('being checked…');
    this.timer = setTimeout(() => this.check(), PAUSE);
  }

  // Check now, and return the problems; null when the answer came too late or not at all.
  async check() {
    clearTimeout(this.timer);
    const asked = ++this.asked;
    const { status, data, reason } = await sendModel(`${this.base}/check`, await this.read());
    if (asked !== this.asked) return null;
    return status >= 400 ? this.fail(`Not checked: ${reason}`) : this.show(data.problems);
  }

  show(problems) {
    this.modeler.get('linting').setFound(problems);
    this.note(problems.length ? 'It cannot be published until these are mended.' : 'It can be published.');
    return problems;
  }

  fail(reason) {
    this.note(reason);
    return null;
  }
}
