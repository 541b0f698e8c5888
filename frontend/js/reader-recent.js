// People without an account: what this device read lately, kept by the reader on the device alone; for the home page
// and for the page of a work.
import { read } from "./reader-kept.js";

const ROWS = 3;
const ENDED = 98; // percent; the last pages are notes and notices

// `template` holds one row of the list, drawn by the server as if 1 percent were read.
export function show(template) {
  const list = template.parentElement;
  const lines = read("ds:gan-day", [])
    .filter((line) => /^\/doc\/[\w-]+\/$/.test(line.address) && line.percent < ENDED)
    .slice(0, ROWS);
  if (!lines.length) return;
  for (const old of list.querySelectorAll(".next")) old.classList.remove("next"); // one next step on a page
  for (const link of list.querySelectorAll("a.item")) {
    if (lines.some((line) => link.pathname === line.address)) link.parentElement.remove();
  }
  const rows = lines.map(({ address, title, percent }, index) => {
    const row = template.content.firstElementChild.cloneNode(true);
    const link = row.querySelector("a");
    const bar = row.querySelector(".bar");
    const said = bar.getAttribute("aria-label").replace("1", percent);
    link.href = address;
    link.classList.toggle("next", index === 0);
    row.querySelector("b").textContent = title;
    row.querySelector(".sub").textContent = said;
    bar.setAttribute("aria-label", said);
    bar.firstElementChild.style.setProperty("--v", percent);
    return row;
  });
  template.after(...rows);
}

// The button of a work that was begun says how far; its words stand in data-continue, {n} for the percent.
export function goOn(link) {
  const line = read("ds:gan-day", []).find(({ address }) => address === link.pathname);
  if (line && line.percent > 0 && line.percent < ENDED)
    link.querySelector("span").textContent = link.dataset.continue.replace("{n}", line.percent);
}
