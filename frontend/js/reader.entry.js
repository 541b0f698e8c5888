// The reader of books: paging or scrolling a chapter that the server put into the page.
import { open } from "./reader-flow.js";
import { data } from "./reader-shell.js";

const told = data();
const island = document.querySelector("ds-reader");
// Picture books with fixed pages are few: their part comes when it is needed.
if (told.layout === "fixed") import("./reader-fixed.js").then((fixed) => fixed.open(island, told));
else open(island, told);
