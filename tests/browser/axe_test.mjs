// axe in twelve states of one page, each as picture and as tables, dark and light.

import { node, settled, until } from "./browser.mjs";
import { axeFindsNothing, wcag } from "./parity.mjs";

const click = (page, selector) => page.locator(selector).first().evaluate((one) => one.click());
const openLink = (link) => (page) => page.evaluate((one) => window.lookback.open(one), link);
const dialog = (selector, name) => ({
  reach: async (page) => {
    await click(page, selector);
    await page.getByRole("dialog", { name }).waitFor();
  },
  leave: async (page) => {
    await page.keyboard.press("Escape");
    await until("the dialog to close", async () => (await page.getByRole("dialog", { name }).count()) === 0);
  },
});

// Each comes after the one before; `leave` undoes what would lie over the next.
const states = {
  "the start": { reach: async () => {} },
  "nothing arrived, no mask": { reach: openLink("#mask=none&position=0") },
  "a mask made by hand": { reach: openLink("#mask=bits:100;010;111&tokens=a,b,c&position=2") },
  // The field over the number stands at the end of the page, where best practice would have a landmark.
  "a bad number": {
    rules: wcag,
    reach: async (page) => {
      await node(page, "Q.0.0").focus();
      await page.keyboard.press("Enter");
      await page.locator("#overlay-input").fill("many");
      await page.keyboard.press("Enter");
      await until("the sentence", () => page.locator("#overlay-error").isVisible());
    },
    leave: (page) => page.keyboard.press("Escape"),
  },
  "a warning": {
    reach: async (page) => {
      await openLink("#position=5")(page);
      await node(page, "step").evaluate((button) => button.click());
      await until("the banner", async () => (await page.locator("#alert").textContent()) !== "");
    },
    leave: (page) => click(page, "#banner > button:last-child"),
  },
  "another mechanism": { reach: openLink("#mechanism=rwkv4_wkv&tokens=a,b,c&position=2") },
  "a study with a chart": { reach: openLink("#study=predict") },
  "a study with a grid": { reach: openLink("#study=future_gradients") },
  "a question answered badly": {
    reach: async (page) => {
      await openLink("#position=3")(page);
      await page.locator(".question input[type=radio]:visible").first().evaluate((one) => one.click());
    },
  },
  "the list of lessons": { reach: (page) => click(page, ".lesson-list-button"), leave: (page) => page.keyboard.press("Escape") },
  "the dialog Help": dialog("#help-button", "Help"),
  "the dialog Open": dialog("#open-button", "Open"),
};

async function axeInTwelveStates({ open }) {
  const page = await open("", { colorScheme: "dark" });
  for (const [name, { reach, leave, rules }] of Object.entries(states)) {
    await reach(page);
    for (const view of ["picture", "tables"]) {
      await page.emulateMedia({ colorScheme: "dark" });
      await settled(page);
      await axeFindsNothing(page, `${name}, ${view}, dark`, rules);
      // Of what axe looks for, the theme changes the colours.
      await page.emulateMedia({ colorScheme: "light" });
      await settled(page);
      await axeFindsNothing(page, `${name}, ${view}, light`, { type: "rule", values: ["color-contrast"] });
      await click(page, "#view-toggle");
    }
    await leave?.(page);
  }
}

async function axeOnAPhoneAndInAFrame({ open }) {
  for (const colorScheme of ["dark", "light"]) {
    await axeFindsNothing(await open("?view=table", { colorScheme, viewport: { width: 390, height: 844 } }), `a phone, ${colorScheme}`);
    await axeFindsNothing(await open("?embed", { colorScheme }), `a frame, ${colorScheme}`);
  }
}

export const tests = [
  ["twelve states, as picture and as tables, dark and light: nothing found", axeInTwelveStates],
  ["a phone and a frame, dark and light: nothing found", axeOnAPhoneAndInAFrame],
];
