// /toi/ma/: choosing one's PIN by pressing, twice; then this device seals its secret with it, so that the card opens
// without a connection too. Who has a PIN presses it first, or gives the password.
import { ask, enter, sentenceOf } from "./cards.js";
import { get } from "./store.js";

const page = document.querySelector("[data-own-pin]");
const keys = page.querySelector("ds-keys");
const answer = page.querySelector("[data-answer]");
const password = page.querySelector("#hien");
const { known } = page.dataset;
const chosenKind = () => page.querySelector("[name=loai]:checked").value;
let present = "";
let first = "";
let step = "";

function show(name) {
  step = name;
  for (const piece of page.querySelectorAll("[data-step]")) piece.hidden = !piece.dataset.step.split(" ").includes(name);
  keys.kind = name === "present" ? known : chosenKind();
}

function say(text) {
  answer.replaceChildren(Object.assign(document.createElement("p"), { className: "note warn", textContent: text }));
}

function again() {
  first = "";
  show(known && !present && !password?.value ? "present" : "first");
}

async function keep(kind, pin) {
  keys.disabled = true;
  const done = await ask("PUT", "/pin", { body: { kind, pin, present: present || password?.value || "" } });
  keys.disabled = false;
  if (!done.ok) {
    present = "";
    if (password) password.value = "";
    again();
    return say(done.away ? page.dataset.away : sentenceOf(done.said));
  }
  const card = await get("people", document.querySelector("meta[name=person]")?.content);
  if (card?.key && !card.ended) await enter(card, kind, pin);
  location.assign(page.dataset.done);
}

page.querySelector("[data-pressing]").hidden = false;
page.querySelector("form").hidden = true;
for (const choice of page.querySelectorAll("[name=loai]")) choice.addEventListener("change", again);
password?.addEventListener("change", again);
keys.querySelector("[data-undo]").addEventListener("click", again);
keys.addEventListener("pin", ({ detail: { kind, pin } }) => {
  answer.replaceChildren();
  if (step === "present") {
    present = pin;
    return show("first");
  }
  if (!first) {
    first = pin;
    return show("second");
  }
  if (pin === first) return keep(kind, pin);
  again();
  say(page.dataset.differ);
});
again();
