// Speaks to the server as the signed-in person; whatever does not work comes back with its reason in words.
export const AWAY = 503;

function headers(given) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  // As htmx asks: reasons come as text, and a session that has ended is said by a header.
  return { 'X-CSRFToken': token, 'HX-Request': 'true', ...given };
}

async function answerOf(answer) {
  if (answer.headers.has('HX-Redirect')) return { status: 401, data: null, reason: 'Your session has ended. Sign in in another tab, then go on here.' };
  const json = answer.headers.get('Content-Type')?.includes('json');
  const data = json ? await answer.json() : null;
  return { status: answer.status, data, reason: json || answer.ok ? '' : await answer.text() };
}

async function ask(address, options) {
  try {
    return await answerOf(await fetch(address, { credentials: 'same-origin', ...options }));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { status: AWAY, data: null, reason: 'The server cannot be reached.' };
  }
}

export const get = (address) => ask(address, { headers: headers({}) });

export const sendModel = (address, xml, { method = 'POST', revision = null } = {}) => {
  const match = revision === null ? {} : { 'If-Match': `"${revision}"` };
  return ask(address, { method, body: xml, headers: headers({ 'Content-Type': 'application/xml', ...match }) });
};

export const sendValues = (address, values, { revision = null } = {}) => {
  const match = revision === null ? {} : { 'If-Match': `"${revision}"` };
  return ask(address, { method: 'POST', body: JSON.stringify(values), headers: headers({ 'Content-Type': 'application/json', ...match }) });
};
