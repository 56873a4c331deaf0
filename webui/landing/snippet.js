// Sends the forms of a landing page from any website: proves that a person writes, keeps what was typed when something
// is wrong, and, with the visitor's consent, tells which pages they looked at. No third party, nothing else is loaded.
(() => {
  const source = new URL(document.currentScript.src);
  const slug = source.pathname.match(/\/l\/([^/]+)\.js$/)[1];
  const base = source.origin + source.pathname.replace(/\/[^/]+$/, '');
  const given = document.currentScript.dataset.consent === 'given';
  const UTM = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'];
  const YEAR = 365 * 24 * 3600;

  // ---------------------------------------------------------------------------------------------- the visitor
  const cookie = (name) => document.cookie.split('; ').find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  const remember = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`; };
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const consents = () => given || cookie('baton_consent') === 'yes';

  function visitor() {
    if (!cookie('baton_visitor')) remember('baton_visitor', random());
    return cookie('baton_visitor');
  }

  // What brought the visitor here first counts; without consent it is known as long as it stands in the address.
  function campaign() {
    const here = Object.fromEntries(UTM.map((name) => [name, new URLSearchParams(location.search).get(name)]).filter(([, value]) => value));
    if (!consents()) return here;
    if (Object.keys(here).length && !cookie('baton_campaign')) remember('baton_campaign', encodeURIComponent(JSON.stringify(here)));
    try { return JSON.parse(decodeURIComponent(cookie('baton_campaign') ?? '')); } catch { return here; }
  }

  function view() {
    if (!consents()) return;
    const told = { form: slug, baton_visitor: visitor(), consent: true, page: location.href, title: document.title, referrer: document.referrer, ...campaign() };
    // Plain text, so that the browser need not ask for leave first.
    fetch(`${base}/events`, { method: 'POST', keepalive: true, credentials: 'omit', headers: { 'Content-Type': 'text/plain' }, body: JSON.stringify(told) }).catch(() => {});
  }

  function agree() {
    if (consents()) return;
    remember('baton_consent', 'yes');
    view();
  }
  window.Baton = { ...window.Baton, consent: agree };

  // ---------------------------------------------------------------------------------------------- the proof
  // SHA-256 by hand: browsers offer it on encrypted pages only.
  const [START, ROUNDS] = (() => {
    const primes = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
    const part = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32) | 0;
    return [primes.slice(0, 8).map((p) => part(Math.sqrt(p))), primes.map((p) => part(Math.cbrt(p)))];
  })();

  function digestStart(text) {
    const size = ((text.length + 8) >> 6) + 1;
    const words = new Int32Array(size * 16);
    for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
    words[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
    words[size * 16 - 1] = text.length * 8;
    const state = [...START];
    for (let at = 0; at < words.length; at += 16) compress(state, words.subarray(at, at + 16));
    return state[0] >>> 0;
  }

  const turned = (x, by) => (x >>> by) | (x << (32 - by));

  function compress(state, block) {
    const w = new Int32Array(64);
    w.set(block);
    for (let i = 16; i < 64; i++) {
      const s0 = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const s1 = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + w[i]) | 0;
      const t2 = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = (state[i] + value) | 0; });
  }

  const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

  // A little at a time: the page stays alive under the visitor's fingers.
  async function work(ticket, bits) {
    for (let n = 0; ; n++) {
      if (digestStart(`${ticket}:${n}`) >>> (32 - bits) === 0) return String(n);
      if (n % 500 === 499) await pause(0);
    }
  }

  async function prove() {
    const answer = await fetch(`${base}/${slug}/ticket`, { method: 'POST', credentials: 'omit', headers: { Accept: 'application/json' } });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.detail);
    const until = performance.now() + told.wait + 100;
    const proof = await work(told.ticket, told.bits);
    await pause(Math.max(0, until - performance.now()));
    return { baton_ticket: told.ticket, baton_proof: proof };
  }

  // ---------------------------------------------------------------------------------------------- the form
  const forms = [...document.querySelectorAll('form')].filter((form) => new URL(form.getAttribute('action') ?? '', location).href === `${base}/${slug}`);

  function prepare(form) {
    form.querySelector('[data-baton-question]')?.remove();
    form.querySelector('[name=baton_ticket]')?.remove();
    let proving = null;
    const begin = () => { proving ??= prove(); proving.catch(() => {}); return proving; };
    form.addEventListener('focusin', begin, { once: true });
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const button = form.querySelector('[type=submit]');
      button.disabled = true;
      try {
        await send(form, await begin());
      } catch (error) {
        tell(form, null, error.message);
      } finally {
        proving = null;
        button.disabled = false;
      }
    });
  }

  async function send(form, proof) {
    clear(form);
    const fields = new URLSearchParams(new FormData(form));
    if (fields.get('baton_consent')) agree();
    for (const [name, value] of Object.entries({ ...campaign(), ...proof, baton_page: location.href })) if (!fields.get(name)) fields.set(name, value);
    if (consents()) fields.set('baton_visitor', visitor());
    const answer = await fetch(form.action, { method: 'POST', credentials: 'omit', headers: { Accept: 'application/json' }, body: fields });
    const told = await answer.json();
    if (answer.ok) return finish(form, told);
    const errors = Object.entries(told.errors ?? { '': [told.detail] });
    for (const [name, messages] of errors) tell(form, name, messages.join(' '));
    form.querySelector('[aria-invalid=true]')?.focus();
    return undefined;
  }

  function finish(form, told) {
    if (told.redirect) return location.assign(told.redirect);
    const thanks = document.createElement('p');
    thanks.className = 'baton-thanks';
    thanks.setAttribute('role', 'status');
    thanks.textContent = told.thanks;
    return form.replaceWith(thanks);
  }

  function clear(form) {
    form.querySelectorAll('.baton-error, .baton-alert').forEach((each) => each.remove());
    form.querySelectorAll('[aria-invalid]').forEach((each) => each.removeAttribute('aria-invalid'));
  }

  function tell(form, name, text) {
    const field = name && form.elements[name];
    const line = document.createElement('p');
    line.textContent = text;
    line.className = field ? 'baton-error' : 'baton-alert';
    if (!field) {
      line.setAttribute('role', 'alert');
      return form.prepend(line);
    }
    line.id = `${field.id || name}-told`;
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', line.id);
    return (field.closest('.baton-field') ?? field.parentElement).append(line);
  }

  forms.forEach(prepare);
  view();
})();
