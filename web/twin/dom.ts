// Writes to the document only where something differs: a rewritten element costs a thousand times an equal one.

export function attribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

export function flag(element: Element, name: string, on: boolean | undefined): void {
  attribute(element, name, on ? "" : undefined);
}

export function text(element: Element, value: string): void {
  if (element.textContent !== value) element.textContent = value;
}

export function make(
  document: Document, tag: string, attributes: Record<string, string> = {}, ...children: (Element | string)[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Puts `child` at `place` among the children of `parent`, unless it is there.
export function put(parent: Element, child: Element, place: number): void {
  const there = parent.children[place];
  if (there !== child) parent.insertBefore(child, there ?? null);
}

// The first element of that class below `element`; every part looked for was made by this painter.
export function part(element: Element, name: string): HTMLElement {
  return element.getElementsByClassName(name)[0] as HTMLElement;
}
