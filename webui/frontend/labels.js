// How labels of diagrams are set: they are measured before the font of the page has come, so in one that is always there,
// and small enough for one word a line.
export default { defaultStyle: { fontFamily: 'Arial, sans-serif', fontSize: 11 } };
