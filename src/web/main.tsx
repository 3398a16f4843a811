import { render } from "preact";
import { App } from "./view/app.tsx";
import { applyTheme, storedTheme } from "./view/theme.tsx";

applyTheme(storedTheme());
const page = document.getElementById("page");
if (page !== null) render(<App />, page);
