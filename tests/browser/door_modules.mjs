// Runs a pure module of the door over lines of JSON from stdin: [module, function, …arguments] → its answer.
import { readFileSync } from "node:fs";

const load = (name) => {
  const text = readFileSync(new URL(`../../static/js/door/${name}.js`, import.meta.url));
  return import(`data:text/javascript;base64,${text.toString("base64")}`);
};
const modules = { code: await load("code"), names: await load("names") };
const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(([module, name, ...given]) => modules[module][name](...given))));
