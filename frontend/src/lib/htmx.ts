// Loads htmx: partial pages, morphs, errors of forms at 422. Extensions look for window.htmx, which this import sets.
import htmx from "htmx.org/dist/htmx.esm.min.js";

export default htmx;
