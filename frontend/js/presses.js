// Small presses named by attributes. Buttons that need them carry the class only-js.
//   data-print             prints the page
//   data-copy="text"       copies the text, or with #id the text of that element
//   data-open="id"         opens a <dialog>; data-close inside closes it
//   data-back              goes back
//   data-submit            on a select or checkbox: sends its form when changed by pointer (by keyboard one may still
//                          be walking through the choices: the form's button sends then)
//   data-show="id"         on a checkbox: shows the letters of a password field
import { toast } from "./toasts.js";
import { say } from "./words.js";

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Plain http has no clipboard: the old way.
    const box = Object.assign(document.createElement("textarea"), { value: text, className: "sr" });
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) return toast(say("notCopied"));
  }
  toast(say("copied"));
};

document.addEventListener("click", ({ target }) => {
  const pressed = target.closest("[data-print],[data-copy],[data-open],[data-close],[data-back]");
  if (!pressed) return;
  const { print, copy: text, open, close, back } = pressed.dataset;
  if (print !== undefined) window.print();
  if (text) copy(text.startsWith("#") ? document.querySelector(text).textContent.trim() : text);
  if (open) document.getElementById(open).showModal();
  if (close !== undefined) pressed.closest("dialog")?.close();
  if (back !== undefined) history.back();
});

let pointed = 0;
document.addEventListener("pointerdown", ({ timeStamp }) => (pointed = timeStamp));
document.addEventListener("keydown", () => (pointed = 0));
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-submit]") && pointed) target.form.requestSubmit();
  if (target.dataset.show) document.getElementById(target.dataset.show).type = target.checked ? "text" : "password";
});
