// Speaks to the server as the signed-in person; what is refused comes back with its reason in words.
export class Unreachable extends Error {}

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
  let answer;
  try {
    answer = await fetch(address, { credentials: 'same-origin', ...options });
  } catch {
    throw new Unreachable('The server cannot be reached.');
  }
  return answerOf(answer);
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
