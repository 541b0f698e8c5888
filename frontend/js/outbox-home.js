// On every page: whose things this device shows, their device key, and sending what waits.
import { flush, signedIn } from "./outbox.js";
import { setActive } from "./store.js";

// Pages from the server say who is signed in ("" nobody); pages kept for reading without a line say nothing, there the
// person chosen last stays.
const said = document.querySelector("meta[name=person]");
if (said) {
  await setActive(said.content);
  if (said.content) await signedIn(said.content, { name: said.dataset.name });
}
flush();
