// Types of what npm packages ship without any.
declare module "htmx.org/dist/ext/*";
declare module "htmx.org/dist/htmx.esm.min.js" {
  export { default } from "htmx.org";
}
