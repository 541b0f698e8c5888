// /toi/ma/: choosing one's PIN by pressing, twice; then this device seals its secret with it, so that the card opens
// without a connection too.
import { enter, ask, sentenceOf } from "./cards.js";
import { get } from "./store.js";

const page = document.querySelector("[data-own-pin]");
const form = page.querySelector("form");
const keys = page.querySelector("ds-keys");
const answer = page.querySelector("[data-answer]");
const step = (name) => {
  for (const piece of page.querySelectorAll("[data-step]")) piece.hidden = piece.dataset.step !== name;
};
let first = "";

const say = (text) => {
  const box = Object.assign(document.createElement("p"), { className: "note warn", textContent: text });
  answer.replaceChildren(box);
};

function again() {
  first = "";
  step("first");
  keys.clear();
}

page.querySelector("[data-pressing]").hidden = false;
form.hidden = true;
for (const choice of page.querySelectorAll("[name=loai]"))
  choice.addEventListener("change", () => ((keys.kind = choice.value), again()));
page.querySelector("[data-undo]").addEventListener("click", again);
keys.addEventListener("pin", async ({ detail: { kind, pin } }) => {
  answer.replaceChildren();
  if (!first) {
    first = pin;
    step("second");
    return keys.clear();
  }
  if (pin !== first) {
    say(page.dataset.differ);
    return again();
  }
  keys.disabled = true;
  const present = page.querySelector("[name=present]")?.value ?? "";
  const done = await ask("PUT", "/pin", { body: { kind, pin, present } });
  keys.disabled = false;
  if (!done.ok) {
    say(done.away ? page.dataset.away : sentenceOf(done.said));
    return again();
  }
  const card = await get("people", document.querySelector("meta[name=person]")?.content);
  if (card?.key && !card.ended) await enter(card, kind, pin);
  location.assign(page.dataset.done);
});
step("first");
