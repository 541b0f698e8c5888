// The reader of books: paging or scrolling a chapter that the server put into the page.
import { data } from "./reader-shell.js";

const told = data();
const island = document.querySelector("ds-reader");
const { open } = told.layout === "fixed" ? await import("./reader-fixed.js") : await import("./reader-flow.js");
open(island, told);
