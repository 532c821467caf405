// The package on Next's server, which needs no mesh for a checksum: a core that it loads for itself.
import { load } from "selvage";

export const dynamic = "force-dynamic";

export default async function Page() {
  const core = await load();
  const crc32c = core.crc32c(new TextEncoder().encode("123456789")).toString(16);
  return <output>{`${crc32c}, by ${core.loadedFrom}`}</output>;
}
