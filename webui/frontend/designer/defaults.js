// Writing leaves out what equals a default; a model that says it anyway is to say it still after it was opened here.
export function keepWrittenDefaults(moddle) {
  // All types are made first: their prototypes hold the defaults for reading, which are then forgotten for writing.
  const described = Object.entries(moddle.registry.typeMap);
  // What only extends other types is no type of its own.
  const types = described.filter(([, type]) => !type.extends?.length).map(([name]) => moddle.getType(name));
  for (const { prototype } of types) {
    for (const property of prototype.$descriptor.properties) delete property.default;
  }
}
