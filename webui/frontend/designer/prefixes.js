// A file may use a prefix that we know for a namespace that we do not. It gets another prefix, else its attributes were lost.
const TAG = /<(?:[^<>"']|"[^"]*"|'[^']*')*>/g;
const QUOTED_OR_PREFIX = /("[^"]*"|'[^']*')|(^<\/?|\s(?:xmlns:)?)([\w-]+)(?=[:=])/g;
const DECLARED = /\sxmlns:([\w-]+)\s*=\s*["']([^"']*)["']/g;

export function withOwnPrefixes(xml, moddle) {
  const known = new Map(moddle.getPackages().map(({ prefix, uri }) => [prefix, uri]));
  const foreign = new Set([...xml.matchAll(DECLARED)].filter(([, prefix, uri]) => known.has(prefix) && known.get(prefix) !== uri).map(([, prefix]) => prefix));
  return foreign.size ? xml.replace(TAG, (tag) => renamed(tag, foreign)) : xml;
}

function renamed(tag, foreign) {
  return tag.replace(QUOTED_OR_PREFIX, (found, quoted, before, prefix) => (!quoted && foreign.has(prefix) ? `${before}foreign-${prefix}` : found));
}
