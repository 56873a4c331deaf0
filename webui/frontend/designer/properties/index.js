// Our groups of the properties panel, as a module for bpmn-js.
import Provider from './provider.js';

export default { __init__: ['batonProperties'], batonProperties: ['type', Provider] };
