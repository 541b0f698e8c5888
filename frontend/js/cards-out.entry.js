// Signing out on pages with a form to /dang-xuat/: what waits stays on the device, the name card stays and asks for the
// PIN or password the next time. Without a connection the session follows when it is back.
import { dropGuests, leaveSession, SIGN_OUT, signOut } from "./cards.js";
import { flush } from "./outbox.js";
import { put } from "./store.js";

const A_MOMENT_MS = 3000; // what has not gone up by then goes up another time
const soon = (work) => Promise.race([work, new Promise((done) => setTimeout(done, A_MOMENT_MS))]);

document.addEventListener("submit", async (event) => {
  if (new URL(event.target.action).pathname !== SIGN_OUT) return;
  event.preventDefault();
  if (navigator.onLine) await soon(flush());
  await signOut();
  if (await leaveSession()) {
    await soon(dropGuests());
    return location.assign("/");
  }
  await put("kv", { person: "" }, "owed");
  location.assign("/ai-day/");
});
