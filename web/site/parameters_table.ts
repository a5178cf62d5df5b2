// The table of the query's parameters for the site's page about the address, as Markdown.

import { parameterTable } from "../app/parameters";

export function parametersMarkdown(lessons: [string, number][]): string {
  const cell = (words: string) => words.replaceAll("|", "\\|");
  const rows = parameterTable(new Map(lessons)).map(({ name, values, otherwise, meaning }) =>
    `| \`${name}\` | ${cell(values)} | ${cell(otherwise || "none")} | ${cell(meaning)} |`);
  return ["| name | values | when left out | means |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
