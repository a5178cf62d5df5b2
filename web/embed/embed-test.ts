// The page that plays host: it shows what the frame says, and says what is typed.

const at = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const source = at<HTMLInputElement>("source");
const words = at<HTMLInputElement>("words");
const frame = at<HTMLIFrameElement>("frame");

const examples = [
  { type: "hello", protocol: [1] }, { type: "get" }, { type: "subscribe", events: ["change", "resize"] }, { type: "resize" },
  { type: "set", state: "#version=1&mask=none" }, { type: "set", state: "#mask=purple" }, { type: "undo" }, { type: "redo" }, { type: "reset" },
  { type: "export", format: "file" }, { type: "focus" }, { type: "nonsense" },
];

function note(direction: string, data: unknown): void {
  const line = document.createElement("li");
  line.textContent = `${direction} ${JSON.stringify(data)}`;
  at("said").prepend(line);
}

function load(): void {
  if (at<HTMLInputElement>("locked").checked) frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-popups");
  else frame.removeAttribute("sandbox");
  frame.src = source.value;
}

function send(): void {
  try {
    const message = { lookback: 1, ...(JSON.parse(words.value) as object) };
    frame.contentWindow?.postMessage(message, "*");
    note("→", message);
  } catch {
    note("!", "A message is JSON, such as {\"type\":\"get\"}.");
  }
}

addEventListener("message", (event) => {
  if (event.source === frame.contentWindow) note(`← ${event.origin}`, event.data);
});
at("address").addEventListener("submit", (event) => (event.preventDefault(), load()));
at("message").addEventListener("submit", (event) => (event.preventDefault(), send()));
for (const example of examples) {
  const button = document.createElement("button");
  button.textContent = JSON.stringify(example);
  button.addEventListener("click", () => {
    words.value = JSON.stringify(example);
    send();
  });
  at("examples").append(button, " ");
}
source.value = new URL(`./?embed=1&host=${location.origin}`, location.href).href;
words.value = JSON.stringify(examples[0]);
load();

export {};
