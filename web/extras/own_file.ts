// NAME.lookback.json: the link of a state, and whatever else its author wrote into the file, which is kept.

import { say } from "../app/say";

export interface OwnFile {
  lookback: 1;
  link: string;
  [other: string]: unknown;
}

const shape = '{"lookback": 1, "link": "version=1&…"}';

export function ownFileText(link: string, kept: Record<string, unknown> = {}): string {
  return `${JSON.stringify({ ...kept, lookback: 1, link: link.replace(/^#/, "") }, null, 2)}\n`;
}

// The file, or the sentence that says what is wrong with it.
export function readOwnFile(words: string): OwnFile | string {
  let read: unknown;
  try {
    read = JSON.parse(words.replace(/^\uFEFF/, ""));
  } catch (error) {
    return say("The file is not JSON: {0}. A state is saved as {1}.", (error as Error).message, shape);
  }
  if (typeof read !== "object" || read === null || Array.isArray(read))
    return say("The file is JSON, but not a state of Lookback, which is {0}.", shape);
  const file = read as Record<string, unknown>;
  if (file.lookback !== 1)
    return say("The file says {0}, but this page reads 1. A newer page may read it.", `"lookback": ${JSON.stringify(file.lookback) ?? say("nothing")}`);
  if (typeof file.link !== "string") return say("The file has no {0} of letters, so there is no state in it.", '"link"');
  return file as OwnFile;
}
