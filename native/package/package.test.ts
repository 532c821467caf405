// The Debian packages: made anew, looked at, put into an empty root, used there, and taken away again. Nothing of
// this machine is installed.
import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../web/selvage/testing/terminal.js";

const build = fileURLToPath(new URL("../../build/release", import.meta.url));
let work: string;
const packages = ["selvage", "libselvage0", "libselvage-dev"];
let made: string[];
let root: string;

/** As root of a machine would, in that root alone. */
function dpkg(...words: string[]): string {
  const forced = ["--force-not-root", "--force-depends", "--force-script-chrootless"];
  // What it says of libraries that are not in this root is nothing new.
  return execFileSync("fakeroot", ["dpkg", `--root=${root}`, ...forced, ...words], { encoding: "utf8", stdio: "pipe" });
}
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .filter((path) => !path.startsWith("/var/lib/dpkg/"))
    .sort();
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "selvage-package-"));
  root = join(work, "root");
  const words = ["-G", "DEB", "--config", join(build, "CPackConfig.cmake"), "-B", join(work, "made")];
  await promisify(execFile)("cpack", words, { cwd: build });
  const files = await readdir(join(work, "made"));
  made = packages.map((name) => join(work, "made", files.find((file) => file.startsWith(`${name}_`) && file.endsWith(".deb")) ?? "none"));
  for (const folder of ["info", "updates", "triggers", "parts"])
    await mkdir(join(root, "var/lib/dpkg", folder), { recursive: true });
  for (const file of ["status", "available"]) await writeFile(join(root, "var/lib/dpkg", file), "");
  dpkg("--install", ...made);
}, 240_000);
afterAll(() => rm(work, { recursive: true, force: true }));

const expected = [
  "/etc/selvage/config.toml",
  "/usr/bin/selvage",
  ...["c", "error", "mesh", "pending", "selvage", "value"].map((name) => `/usr/include/selvage/${name}.h`),
  ...["-release", "-version", ""].map((name) => `/usr/lib/cmake/selvage/selvage-config${name}.cmake`),
  ...["", ".0", ".0.1.0"].map((version) => `/usr/lib/libselvage.so${version}`),
  "/usr/lib/pkgconfig/selvage.pc",
  "/usr/lib/systemd/system/selvage.service",
  "/usr/libexec/selvage/selvage-worker",
  "/usr/share/bash-completion/completions/selvage",
  ...["libselvage-dev", "libselvage0", "selvage"].map((name) => `/usr/share/doc/${name}/copyright`),
  "/usr/share/fish/vendor_completions.d/selvage.fish",
  "/usr/share/man/man1/selvage.1.gz",
];

test("[CX24] [LB11] they hold what is installed and nothing else, and need what they are linked to", async () => {
  const outside = (await filesIn(root)).filter((path) => !path.startsWith("/usr/share/selvage/studio/"));
  expect(outside).toEqual([...expected].sort());
  const fieldsOf = (file: string): string => execFileSync("dpkg-deb", ["--field", file], { encoding: "utf8" });
  for (const file of made)
    for (const line of execFileSync("dpkg-deb", ["--contents", file], { encoding: "utf8" }).trim().split("\n"))
      expect(line).toMatch(/^(?:[-d]rw[-x]r-[-x]r-[-x]|lrwxrwxrwx) root\/root /);
  const [program, library, development] = made.map(fieldsOf);
  for (const linked of ["libc6", "libsodium23", "libssl3", "libusrsctp2"])
    for (const fields of [program, library]) expect(fields).toMatch(new RegExp(`^Depends: .*\\b${linked}[ ,]`, "m"));
  for (const linked of ["libjavascriptcoregtk-4.1-0", "libseccomp2"])
    expect(program).toMatch(new RegExp(`^Depends: .*\\b${linked}[ ,]`, "m"));
  expect(program).not.toMatch(/libselvage/);
  const version = /^Version: (.*)$/m.exec(library ?? "")?.[1];
  expect(development).toMatch(new RegExp(`^Depends: libselvage0 \\(= ${version}\\)$`, "m"));
});

test("[LB11] a program is built with what is there, and needs the library's package", async () => {
  const env = { ...process.env, PKG_CONFIG_PATH: join(root, "usr/lib/pkgconfig") };
  const flags = execFileSync("pkg-config", ["--cflags", "--libs", "selvage"], { env, encoding: "utf8" }).trim().split(/\s+/);
  const program = join(work, "greeting");
  await promisify(execFile)("gcc", [fileURLToPath(new URL("../../examples/cpp/greeting.c", import.meta.url)), "-o", program, ...flags]);
  const data = join(work, "data");
  const { stdout } = await promisify(execFile)(program, ["Alpha", "/ip4/127.0.0.1/tcp/0"], {
    env: { ...process.env, XDG_DATA_HOME: data, LD_LIBRARY_PATH: join(root, "usr/lib") },
  });
  expect(JSON.parse(stdout)).toMatchObject({ state: "durable" });

  // As the package of such a program is made.
  await mkdir(join(work, "debian"));
  await writeFile(join(work, "debian/control"), "Source: greeting\n\nPackage: greeting\nArchitecture: any\n");
  const words = [`-L${root}/var/lib/dpkg/info/libselvage0.shlibs`, `-l${root}/usr/lib`, "-O", program];
  const needed = execFileSync("dpkg-shlibdeps", words, { cwd: work, encoding: "utf8", stdio: "pipe" });
  expect(needed).toMatch(/^shlibs:Depends=.*libselvage0 \(>= \d+\.\d+\.\d+\)/m);
});

test("[CX24] the program runs where it was put, and speaks for itself in the shell", async () => {
  const program = join(root, "usr/bin/selvage");
  expect(execFileSync(program, ["version"], { encoding: "utf8" })).toMatch(/^selvage \d+\.\d+\.\d+\n$/);
  const script = `. '${root}/usr/share/bash-completion/completions/selvage'
    COMP_WORDS=(selvage st); COMP_CWORD=1; _selvage; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(selvage export --t); COMP_CWORD=2; _selvage; echo "\${COMPREPLY[@]}"`;
  expect(execFileSync("bash", ["-c", script], { encoding: "utf8" })).toBe("status stop\n--to\n");
});

test("[CX22] troff has nothing to complain of in the manual", async () => {
  const page = execFileSync("zcat", [join(root, "usr/share/man/man1/selvage.1.gz")]);
  const input = join(work, "selvage.1");
  await writeFile(input, page);
  const { stdout, stderr } = await promisify(execFile)("groff", ["-man", "-ww", "-Tutf8", "-P-cbou", input]);
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^NAME\n +selvage +- +a +mesh/m);
  expect(stdout).toContain("selvage join SELVAGE:AEBQ…");
  expect(stdout).toMatch(/^ +studio-files, SELVAGE_STUDIO_FILES$/m);
});

test("[CX23] the service's unit begins a node as the package left it, and lets it do no more than it must", async () => {
  const unit = await readFile(join(root, "usr/lib/systemd/system/selvage.service"), "utf8");
  const valueOf = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, "m").exec(unit)?.[1];
  const [program, ...words] = (valueOf("ExecStart") ?? "").split(" ");
  expect([program, valueOf("Type"), valueOf("DynamicUser")]).toEqual(["/usr/bin/selvage", "notify", "yes"]);
  for (const [name, value] of [
    ["NoNewPrivileges", "yes"],
    ["ProtectSystem", "strict"],
    ["PrivateTmp", "yes"],
    ["StateDirectory", "selvage"],
    ["CapabilityBoundingSet", ""],
    ["SystemCallFilter", "@system-service seccomp"],
    ["RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"],
  ] as const)
    expect([name, valueOf(name)]).toEqual([name, value]);
  expect(valueOf("MemoryMax")).toMatch(/^\d+G$/);

  // The same words, in this root.
  const here = words.map((word) => word.replace(/^\/(etc|var)/, `${root}/$1`));
  const environment = { PATH: process.env.PATH, SELVAGE_MDNS: "off", SELVAGE_LISTEN: "/ip4/127.0.0.1/tcp/0" };
  const start = (more: NodeJS.ProcessEnv) => execFile(join(root, "usr/bin/selvage"), here, { env: { ...environment, ...more } });
  const unnamed = start({});
  const code = await new Promise((resolve) => unnamed.once("exit", resolve));
  expect(String(code)).toBe(valueOf("RestartPreventExitStatus"));
  const named = start({ SELVAGE_ID: "Alpha" });
  let log = "";
  named.stderr?.on("data", (text) => (log += String(text)));
  try {
    await until(async () => log, () => log.includes("in the mesh Alpha"));
    expect(log).toContain(`keeping data in ${root}/var/lib/selvage`);
  } finally {
    const gone = new Promise((resolve) => named.once("exit", resolve));
    named.kill("SIGTERM");
    await gone;
    await rm(join(root, "var/lib/selvage"), { recursive: true, force: true });
  }
});

test("[CX24] [LB11] they leave settings when they are removed, and nothing when they are purged", async () => {
  dpkg("--remove", "libselvage-dev");
  expect((await filesIn(root)).filter((path) => /include|cmake|pkgconfig|\.so$/.test(path))).toEqual([]);
  dpkg("--remove", "libselvage0", "selvage");
  expect(await filesIn(root)).toEqual(["/etc/selvage/config.toml"]);
  dpkg("--purge", ...packages);
  expect(await filesIn(root)).toEqual([]);
  expect(existsSync(join(root, "etc/selvage"))).toBe(false);
});
