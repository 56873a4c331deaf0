// Keeps what is not saved yet in this browser, so that a crash, or a session that has ended, loses nothing.
const place = (key) => `draft:${key}`;

export function keep(key, xml, revision) {
  try {
    localStorage.setItem(place(key), JSON.stringify({ xml, revision, at: new Date().toISOString() }));
  } catch (error) {
    // The browser's store is full or switched off: saving on the server does not depend on it.
    if (!(error instanceof DOMException)) throw error;
  }
}

export function kept(key) {
  const found = localStorage.getItem(place(key));
  return found ? JSON.parse(found) : null;
}

export function forget(key) {
  localStorage.removeItem(place(key));
}

// Ask whether to go on with what an earlier visit could not save.
export function askForKept(root, mine) {
  const dialog = root.querySelector('[data-kept-dialog]');
  const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(mine.at));
  dialog.querySelector('[data-kept-text]').textContent = `This browser holds changes of ${when} that never reached the server. Go on with them?`;
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('click', (event) => {
      const answer = event.target.closest('[data-kept]')?.dataset.kept;
      if (!answer) return;
      dialog.close();
      resolve(answer === 'yes');
    });
    dialog.addEventListener('cancel', (event) => event.preventDefault());
  });
}
