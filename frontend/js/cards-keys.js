// <ds-keys>: the pictures or digits of a PIN, pressed one after the other.
//   attributes: kind (PICTURES | DIGITS)
//   inside: .pin (the places), .keys[data-kind] (the buttons, each with data-key), [data-undo], [data-say="sentence"]
//   event: `pin` {pin} when it is whole; digits end with [data-enter]
// Spoken by the device where it has a voice: [data-aloud] reads the sentence in [data-say].
const LENGTH = 4;
const MOST = 8;

class Keys extends HTMLElement {
  connectedCallback() {
    this.pressed = [];
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button || !this.contains(button)) return;
      if (button.dataset.key) this.press(button.dataset.key);
      if (button.dataset.undo !== undefined) this.clear();
      if (button.dataset.back !== undefined) this.set(this.pressed.slice(0, -1));
      if (button.dataset.enter !== undefined) this.whole();
      if (button.dataset.aloud !== undefined) speak(this.querySelector("[data-say]")?.textContent ?? "");
    });
    this.addEventListener("keydown", (event) => {
      if (this.kind !== "DIGITS" || event.ctrlKey || event.metaKey) return;
      if (/^\d$/.test(event.key)) this.press(event.key);
      else if (event.key === "Backspace") this.set(this.pressed.slice(0, -1));
      else if (event.key === "Enter" && event.target.dataset?.key) this.whole(), event.preventDefault();
    });
    if (!globalThis.speechSynthesis) for (const button of this.querySelectorAll("[data-aloud]")) button.hidden = true;
    this.kind = this.getAttribute("kind") ?? "PICTURES";
  }

  get kind() {
    return this.getAttribute("kind");
  }

  set kind(kind) {
    if (this.getAttribute("kind") !== kind) this.setAttribute("kind", kind);
    for (const part of this.querySelectorAll("[data-kind]")) part.hidden = part.dataset.kind !== kind;
    this.clear();
  }

  press(key) {
    if (this.disabled) return;
    const most = this.kind === "DIGITS" ? MOST : LENGTH;
    if (this.pressed.length >= most) return;
    this.set([...this.pressed, key]);
    if (this.kind === "PICTURES" && this.pressed.length === LENGTH) this.whole();
  }

  clear() {
    this.set([]);
  }

  set(pressed) {
    this.pressed = pressed;
    const places = this.querySelector(".pin");
    const count = Math.max(LENGTH, pressed.length);
    places.replaceChildren(
      ...Array.from({ length: count }, (_, i) => {
        const place = document.createElement("span");
        if (i >= pressed.length) return place;
        place.className = "on";
        const drawn = this.kind === "PICTURES" && this.querySelector(`[data-key="${pressed[i]}"] svg`);
        place.append(drawn ? drawn.cloneNode(true) : "•");
        return place;
      }),
    );
    places.setAttribute("aria-label", places.dataset.words.replace("{n}", pressed.length).replace("{all}", count));
  }

  set disabled(off) {
    this.toggleAttribute("disabled", off);
    for (const button of this.querySelectorAll("[data-key],[data-enter]")) button.disabled = off;
  }

  get disabled() {
    return this.hasAttribute("disabled");
  }

  whole() {
    if (this.disabled || this.pressed.length < LENGTH) return;
    const pin = this.pressed.join(this.kind === "PICTURES" ? "-" : "");
    this.dispatchEvent(new CustomEvent("pin", { detail: { kind: this.kind, pin }, bubbles: true }));
  }
}
customElements.define("ds-keys", Keys);

/** Say `text` with the device's voice, in the language of the page. */
export function speak(text) {
  const voice = globalThis.speechSynthesis;
  if (!voice || !text.trim()) return;
  voice.cancel();
  const said = new SpeechSynthesisUtterance(text.trim());
  said.lang = document.documentElement.lang === "en" ? "en" : "vi-VN";
  said.rate = 0.9;
  voice.speak(said);
}
