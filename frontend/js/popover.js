// Chrome before 114 and Firefox before 125 know no popover: buttons with popovertarget open and close it by a class.
const set = (sheet, open) => {
  sheet.classList.toggle("open", open);
  if (open) sheet.querySelector("button, a, input")?.focus();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[popovertarget]");
  const sheet = button && document.getElementById(button.getAttribute("popovertarget"));
  if (sheet) {
    event.preventDefault();
    return set(sheet, button.getAttribute("popovertargetaction") === "hide" ? false : !sheet.classList.contains("open"));
  }
  for (const open of document.querySelectorAll("[popover].open")) if (!open.contains(event.target)) set(open, false);
});
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") for (const open of document.querySelectorAll("[popover].open")) set(open, false);
});
