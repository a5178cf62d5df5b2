// What stands in the page before its scripts have come.

export { firstStepHtml } from "./lesson_html";
export { parametersMarkdown } from "./parameters_table";
export { twinHtml } from "./twin_html";
