// The Studio in its page: joins what the address names, at once.
import { join } from "selvage";
import { show } from "./show.js";
import { wayIn } from "./session/address.js";
import { Studio } from "./session/studio.js";

const studio = new Studio(join);
const way = wayIn(location.hash, location.search);
if (way) void studio.start(way);
show(studio);

// Another invite in the address is another mesh.
addEventListener("hashchange", () => {
  if (wayIn(location.hash, "")) location.reload();
});
