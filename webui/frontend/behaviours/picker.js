// A field that refers to a record: typing finds records, choosing one puts its id into the form.
document.addEventListener('click', (event) => {
  const choice = event.target.closest('[data-pick]');
  if (choice) choose(choice.closest('[data-picker]'), choice.dataset.pick, choice.dataset.name);
  const clear = event.target.closest('[data-unpick]');
  if (clear) choose(clear.closest('[data-picker]'), '', '');
});

function choose(picker, id, name) {
  const value = picker.querySelector('[data-picked]');
  value.value = id;
  picker.querySelector('[data-words]').value = name;
  picker.querySelector('[data-picks]').replaceChildren();
  value.dispatchEvent(new Event('change', { bubbles: true }));
}

document.addEventListener('keydown', (event) => {
  const picker = event.target.closest('[data-picker]');
  if (!picker || !['ArrowDown', 'ArrowUp', 'Escape'].includes(event.key)) return;
  const choices = [...picker.querySelectorAll('[data-pick]')];
  if (!choices.length) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === 'Escape') { picker.querySelector('[data-picks]').replaceChildren(); picker.querySelector('[data-words]').focus(); return; }
  const here = choices.indexOf(document.activeElement);
  choices[(here + (event.key === 'ArrowDown' ? 1 : -1) + choices.length) % choices.length].focus();
});

document.addEventListener('focusout', (event) => {
  const picker = event.target.closest('[data-picker]');
  if (picker && !picker.contains(event.relatedTarget)) setTimeout(() => picker.querySelector('[data-picks]').replaceChildren(), 150);
});

// Emptying the words takes the reference out.
document.addEventListener('input', (event) => {
  if (event.target.matches('[data-words]') && !event.target.value) event.target.closest('[data-picker]').querySelector('[data-picked]').value = '';
});
