// The pages' snippets, with the address of this very site in them and a button that copies.

const example = "https://lookback.example/";
const site = new URL(".", location.href).href;

for (const box of document.querySelectorAll<HTMLElement>(".code")) {
  const code = box.querySelector("code")!;
  code.textContent = code.textContent!.split(example).join(site);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "Copy";
  button.addEventListener("click", () => void copy(code, button));
  box.append(button);
}

// Where the clipboard is closed to us the snippet is selected, ready for the keys that copy.
async function copy(code: HTMLElement, button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(code.textContent!);
    button.textContent = "Copied";
  } catch {
    getSelection()?.selectAllChildren(code);
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

export {};
