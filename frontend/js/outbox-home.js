// On every page: whose things this device shows, their device key, and sending what waits.
import { pull, pullAll } from "./outbox-state.js";
import { flush, signedIn } from "./outbox.js";
import { get, setActive } from "./store.js";

// Pages from the server say who is signed in ("" nobody); pages kept for reading without a line say nothing, there the
// person chosen last stays.
const said = document.querySelector("meta[name=person]");
const person = said?.content;
if (person) {
  try {
    localStorage.setItem("ds:o-nha", ""); // so that app.entry.js loads this part also for strangers
  } catch {
    // Switched off: then IndexedDB is, too.
  }
}
// Somebody came in, or out, by name card without a line: then the session is still somebody else's.
const owed = said && (await get("kv", "owed"));
if (owed) await (await import("./cards-owed.js")).settle(owed, person);
if (said) {
  await setActive(person);
  if (person) await signedIn(person, { name: said.dataset.name });
}
await flush();
if (person) await pull(person);
await pullAll();
if (person) {
  import("./reader-take.js").then(({ offerToTake }) => offerToTake(person), () => {}); // no line: at the next page
}
