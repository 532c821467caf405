// The app of docs/react.md does what the page says.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { withBundledPage } from "../../testing/bundled_page.js";
import { openPage } from "../../testing/pages.js";
import { Terminal, until } from "../../testing/terminal.js";

const script = fileURLToPath(new URL("../../testing/react_guide.tsx", import.meta.url));

test("[RE2] [RE4] [RE9] [RE10] [RE11] the guide's app shows the terminal's score, adds to it, says a name for the moment, and has a task done", async () => {
  const terminal = await Terminal.run("--id", "Alpha");
  try {
    await terminal.ask("add", "game", "score", "5");
    const invite = await terminal.invite();
    await withBundledPage(script, '<div id="root"></div>', async (address) => {
      const { page, errors } = await openPage(`${address}#join=${invite}`);
      await page.getByText("Score: 5").waitFor();
      await page.getByRole("button", { name: "One more" }).click();
      await page.getByText("Score: 6").waitFor();
      await page.getByText("1 others are here.").waitFor();
      await until(() => terminal.ask("get", "game", "score"), (score) => score === 6);

      const program = await terminal.program();
      program.ask(1, { do: "note", topic: "name", value: "Ann" });
      await page.getByText("Here: Ann").waitFor();
      program.ask(2, { do: "notes", topic: "name" });
      await page.getByLabel("Your name").fill("Ben");
      const told = async (): Promise<string> => JSON.stringify(program.last.get(2));
      await until(told, (all) => all.includes('"Ben"'));
      await page.getByLabel("Your name").fill("");
      await until(told, (all) => !all.includes('"Ben"'));
      await page.getByText(/^Here: Ann$/).waitFor();
      program.close();

      await page.getByRole("button", { name: "Work for others" }).click();
      await page.getByRole("button", { name: "Count primes" }).click();
      await page.getByText("There are 1229.").waitFor();
      expect(errors).toEqual([]);
    });
  } finally {
    await terminal.close();
  }
});
