// Putting the library on the home screen: offered once something is saved, from the second day on, never on a first
// visit; put off for two months when declined. iOS has no button of its own: there a sentence says how.
import { canSave, worksOf } from "./saved.js";
import { words } from "./save-words.js";
import { active, get, put } from "./store.js";
import { toast } from "./toasts.js";

const DAY_MS = 24 * 3600_000;
const REST_MS = 60 * DAY_MS;

let asked; // the browser's own question, held back until it is wanted
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  asked = event;
  offer();
});
addEventListener("appinstalled", () => {
  put("kv", Date.now(), "offline:installed");
  for (const box of document.querySelectorAll("[data-install]")) box.hidden = true;
  toast(words("installed"));
});

const standalone = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const isApple = () => /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** Inside which other app this page is shown: "zalo", "facebook", "inApp" or "". */
export function inside() {
  const said = navigator.userAgent;
  if (/Zalo/i.test(said)) return "zalo";
  if (/FBAN|FBAV|FB_IAB|Instagram/.test(said)) return "facebook";
  return /; wv\)|\bLine\/|MicroMessenger/.test(said) ? "inApp" : "";
}

// The day of the first visit stands on the device; today does not count as a second one.
async function isReturning() {
  const first = await get("kv", "offline:first");
  if (!first) await put("kv", Date.now(), "offline:first");
  return Boolean(first) && new Date(first).toDateString() !== new Date().toDateString();
}

/** Show the offer on a page that has a place for it (data-install), when it makes sense. `always`: “Máy này” asks. */
export async function offer({ always = false } = {}) {
  const returning = await isReturning();
  const boxes = document.querySelectorAll("[data-install]");
  if (!boxes.length || standalone() || inside() || !canSave()) return;
  const rested = Date.now() - ((await get("kv", "offline:declined")) ?? 0) > REST_MS;
  const saved = (await worksOf(await active())).some((row) => row.state === "whole");
  if (!always && !(returning && rested && saved)) return;
  for (const box of boxes) show(box);
}

function show(box) {
  const apple = isApple();
  if (!asked && !apple) return;
  box.hidden = false;
  for (const part of box.querySelectorAll("[data-ios]")) part.hidden = !apple;
  for (const part of box.querySelectorAll("[data-ask]")) part.hidden = apple;
  box.querySelector("[data-do=install]").onclick = async () => {
    await asked?.prompt();
    asked = undefined;
    box.hidden = true;
  };
  box.querySelector("[data-do=later]").onclick = async () => {
    await put("kv", Date.now(), "offline:declined");
    box.hidden = true;
  };
}
