// Entries of the properties panel in one line each. Every entry reads and writes through the functions it is given.
import { CheckboxEntry, CollapsibleEntry, SelectEntry, TextAreaEntry, TextFieldEntry } from '@bpmn-io/properties-panel';
import { jsx, jsxs } from '@bpmn-io/properties-panel/preact/jsx-runtime';

export class Entries {
  constructor(injector, element) {
    this.injector = injector;
    this.element = element;
    this.debounce = injector.get('debounceInput');
  }

  text(id, label, getValue, setValue, rest = {}) {
    return { id, component: TextFieldEntry, element: this.element, label, getValue, setValue: (value) => setValue(value ?? ''), debounce: this.debounce, ...rest };
  }

  area(id, label, getValue, setValue, rest = {}) {
    return { ...this.text(id, label, getValue, setValue, rest), component: TextAreaEntry, rows: 3, autoResize: true };
  }

  // `choices` are `{code, name}`; what is written stays a choice even where they do not hold it.
  select(id, label, choices, getValue, setValue, rest = {}) {
    const getOptions = () => {
      const value = getValue();
      const known = value && !choices.some(({ code }) => code === value) ? [...choices, { code: value, name: `${value} (not known)` }] : choices;
      return [{ value: '', label: '' }, ...known.map(({ code, name }) => ({ value: code, label: name }))];
    };
    return { id, component: SelectEntry, element: this.element, label, getOptions, getValue, setValue: (value) => setValue(value ?? ''), ...rest };
  }

  yes(id, label, getValue, setValue, rest = {}) {
    return { id, component: CheckboxEntry, element: this.element, label, getValue, setValue, ...rest };
  }

  // A choice of several codes, kept as a text with commas.
  several(id, label, choices, getCodes, setCodes) {
    const entries = choices.map(({ code, name }) => this.yes(
      `${id}-${code}`, name,
      () => getCodes().includes(code),
      (on) => setCodes(choices.map((choice) => choice.code).filter((other) => (other === code ? on : getCodes().includes(other)))),
    ));
    const chosen = getCodes().map((code) => choices.find((choice) => choice.code === code)?.name ?? code);
    return { id, component: CollapsibleEntry, element: this.element, label: `${label}: ${chosen.join(', ') || 'all'}`, entries };
  }

  moves(id, up, down) {
    return { id, component: Moves, element: this.element, up, down };
  }
}

function Moves({ id, up, down }) {
  const button = (label, sign, act) => jsx('button', { type: 'button', class: 'btn btn-sm', onClick: act, disabled: !act, 'aria-label': label, title: label, children: sign });
  return jsxs('div', { class: 'bio-properties-panel-entry entry-moves', 'data-entry-id': id, children: [button('Move up', '↑', up), button('Move down', '↓', down)] });
}
