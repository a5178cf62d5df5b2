// The first step of a lesson as HTML, for the page before its scripts have arrived.

import { parseHTML } from "linkedom";
import { Article } from "../lesson/article";
import type { LessonText } from "../lesson/shape";

export function firstStepHtml(lesson: LessonText): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const idle = { open() {}, check: () => false, value: () => undefined, announce() {}, done() {}, right() {} };
  const { element } = new Article(document as unknown as Document, lesson, idle);
  for (const section of element.querySelectorAll("section[hidden]")) section.remove();
  return element.outerHTML;
}
