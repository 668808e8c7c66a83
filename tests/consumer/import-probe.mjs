// Imports one module and fails if that changed anything which all modules share:
// `node import-probe.mjs SPECIFIER`. It ends by itself unless the import left something running.
const [specifier] = process.argv.slice(2);

/** tslib, which comes with packages of @ndn, hangs its helpers on the global object, as CommonJS. */
const isHelper = (path) => /^(globalThis\.)?__[a-z]/i.test(path);

/** Every property of every global, of its prototype, and of the global object itself. */
function snapshot() {
  const seen = new Map();
  const look = (path, object) => {
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set } = Reflect.getOwnPropertyDescriptor(object, key);
      seen.set(`${path}.${String(key)}`, value ?? get ?? set);
    }
  };
  look("globalThis", globalThis);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    // A getter may load its module when it is read, which is none of the probed module's doing.
    const { value } = Object.getOwnPropertyDescriptor(globalThis, name);
    if (
      value !== null &&
      (typeof value === "object" || typeof value === "function") &&
      value !== globalThis
    ) {
      look(name, value);
      if (typeof value.prototype === "object" && value.prototype !== null) {
        look(`${name}.prototype`, value.prototype);
      }
    }
  }
  for (const event of process.eventNames()) {
    seen.set(`process on ${String(event)}`, process.listenerCount(event));
  }
  seen.set("process.env", JSON.stringify(process.env));
  return seen;
}

// Some globals load their module when they are first read, which is no doing of the import's. Those
// two warn when they are read.
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (name !== "localStorage" && name !== "sessionStorage") {
    globalThis[name];
  }
}
const before = snapshot();
await import(specifier);
const after = snapshot();

const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
  (path) => !Object.is(before.get(path), after.get(path)) && !isHelper(path),
);
if (changed.length > 0) {
  console.error(`${specifier} changed ${changed.join(", ")}.`);
  process.exitCode = 1;
}
