// NAME.lookback.json: the link of a state, and whatever else its author wrote into the file, which is kept.

export interface OwnFile {
  lookback: 1;
  link: string;
  [other: string]: unknown;
}

export function ownFileText(link: string, kept: Record<string, unknown> = {}): string {
  return `${JSON.stringify({ ...kept, lookback: 1, link: link.replace(/^#/, "") }, null, 2)}\n`;
}

// The file, or the sentence that says what is wrong with it.
export function readOwnFile(words: string): OwnFile | string {
  let read: unknown;
  try {
    read = JSON.parse(words.replace(/^\uFEFF/, ""));
  } catch (error) {
    return `The file is not JSON: ${(error as Error).message}. A state is saved as {"lookback": 1, "link": "version=1&…"}.`;
  }
  if (typeof read !== "object" || read === null || Array.isArray(read))
    return 'The file is JSON, but not a state of Lookback, which is {"lookback": 1, "link": "version=1&…"}.';
  const file = read as Record<string, unknown>;
  if (file.lookback !== 1)
    return `The file says "lookback": ${JSON.stringify(file.lookback) ?? "nothing"}, but this page reads 1. A newer page may read it.`;
  if (typeof file.link !== "string") return 'The file has no "link" of letters, so there is no state in it.';
  return file as OwnFile;
}
