// Reads a calendar from stdin with ical.js, says as JSON what stands in it.
import { readFileSync } from "node:fs";
import ICAL from "../../node_modules/ical.js/dist/ical.js";

const root = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const told = (one) => {
  const event = new ICAL.Event(one);
  const value = (name) => one.getFirstPropertyValue(name);
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    description: event.description,
    location: event.location,
    status: value("status"),
    start: event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
    end: event.endDate.isDate ? event.endDate.toString() : event.endDate.toJSDate().toISOString(),
    changed: value("last-modified").toJSDate().toISOString(),
  };
};
const name = root.getFirstPropertyValue("x-wr-calname");
process.stdout.write(JSON.stringify({ name, events: root.getAllSubcomponents("vevent").map(told) }));
