// Every page: styles, htmx, and the small behaviours that the page works without.
import "../styles/index.css";
import "./lib/htmx";
