// What was just done, with the way back. The server puts toasts into <ds-toasts>; scripts call toast(), and an
// htmx answer may send the header HX-Trigger: {"toast": {"text": "…", "undo": "/address/"}}.
import { csrfToken } from "./csrf.js";
import { say } from "./words.js";

const STAYS_MS = 20_000; // long enough to read aloud and to reach “Undo” by keyboard (WCAG 2.2.1)

class Toasts extends HTMLElement {
  connectedCallback() {
    for (const toast of this.children) this.watch(toast);
    this.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".toast").remove());
  }

  watch(toast) {
    let timer;
    const wait = () => (timer = setTimeout(() => toast.remove(), STAYS_MS));
    const hold = () => clearTimeout(timer);
    for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
    for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, wait);
    wait();
  }

  add(text, undo) {
    const box = document.createElement("div");
    box.className = "toast";
    box.append(Object.assign(document.createElement("span"), { textContent: text }));
    if (undo) box.append(this.undoForm(undo));
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: say("close") });
    close.dataset.close = "";
    box.append(close);
    this.append(box);
    this.watch(box);
  }

  undoForm(address) {
    const form = Object.assign(document.createElement("form"), { method: "post", action: address });
    const token = Object.assign(document.createElement("input"), { type: "hidden", value: csrfToken() });
    token.name = "csrfmiddlewaretoken";
    form.append(token, Object.assign(document.createElement("button"), { textContent: say("undo") }));
    return form;
  }
}
customElements.define("ds-toasts", Toasts);

/** Show `text`; `undo` is an address that takes it back by POST. @param {string} text @param {string} [undo] */
export const toast = (text, undo) => document.querySelector("ds-toasts")?.add(text, undo);

document.addEventListener("toast", ({ detail }) => toast(detail.text ?? detail.value, detail.undo));
