// Lint as a module for bpmn-js: our rules at once, the server's findings as soon as they are there.
import BaseModule from 'bpmn-js-bpmnlint';
import { config, plainNames, resolver } from './plugin.js';

const [, Base] = BaseModule.linting;

class Linting extends Base {
  constructor(...parts) {
    super(...parts);
    this.setLinterConfig({ config, resolver });
    this._found = null;
  }

  // What the server says of the model as it is drawn now; null once it is drawn otherwise.
  setFound(problems) {
    this._found = problems;
    this.update();
  }

  // The model is drawn otherwise now: only what is found at once still holds.
  forget() {
    this._found = null;
  }

  async lint() {
    return this._found ? byRule(this._found) : plainNames(await super.lint());
  }
}

Linting.$inject = Base.$inject;

function byRule(problems) {
  const found = {};
  for (const { rule, element, message } of problems) {
    (found[rule] ??= []).push({ id: element, message, category: 'error' });
  }
  return found;
}

export default { ...BaseModule, linting: ['type', Linting] };
