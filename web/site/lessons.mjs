// Lessons as the site carries them: read, held against their schema, one for each variant, words made into trees.
// A mistake in a lesson stops the build with a sentence.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { WordPress } from "./words.mjs";

// The one that opens when the address names none.
export const firstLesson = "why-causal";

export function readLessons(folder) {
  const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const fits = schema(read("schema.json"));
  const lessons = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== "schema.json").map((name) => {
    const lesson = read(name);
    fits(lesson, name);
    for (const variant of variantsOf(lesson)) fits(variant, name);
    check(lesson, name);
    return lesson;
  }).sort((a, b) => a.order - b.order);
  for (const lesson of lessons)
    for (const need of lesson.needs)
      if (!lessons.some(({ id }) => id === need)) throw new Error(`${lesson.id}.json: it needs "${need}", which is no lesson`);
  return lessons;
}

function schema(description) {
  const validate = new Ajv({ allErrors: false, strict: false }).compile(description);
  return (lesson, file) => {
    if (validate(lesson)) return;
    const [{ instancePath, message, params }] = validate.errors;
    const more = params.additionalProperty ?? params.unevaluatedProperty ?? params.allowedValues?.join(", ");
    throw new Error(`${file}: ${instancePath || "the lesson"} ${message}${more ? ` (${more})` : ""}`);
  };
}

// What a schema cannot say.
function check(lesson, file) {
  const fail = (what) => { throw new Error(`${file}: ${what}`); };
  if (`${lesson.id}.json` !== file) fail(`its id is "${lesson.id}", which is not its file's name`);
  const ids = lesson.steps.map((step) => step.id);
  if (new Set(ids).size !== ids.length) fail("two steps have the same id");
  for (const { id, question } of lesson.steps)
    if (question?.kind === "choice" && question.choices.filter((choice) => choice.right).length !== 1)
      fail(`step "${id}": exactly one choice must be right`);
  for (const variant of variantsOf(lesson)) {
    const left = /\{\{\w+\}\}/.exec(JSON.stringify({ ...variant, variants: undefined }));
    if (left) fail(`${left[0]} has no value in a variant`);
  }
}

// One lesson for each of its variants, or the lesson itself: {{name}} becomes the variant's value.
export function variantsOf(lesson) {
  return (lesson.variants ?? [{}]).map((values) => {
    const filled = (part) => {
      if (typeof part === "string") {
        const whole = /^\{\{(\w+)\}\}$/.exec(part);
        if (whole && typeof values[whole[1]] === "number") return values[whole[1]];
        return part.replace(/\{\{(\w+)\}\}/g, (all, name) => String(values[name] ?? all));
      }
      if (Array.isArray(part)) return part.map(filled);
      if (part !== null && typeof part === "object")
        return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === "variants" ? value : filled(value)]));
      return part;
    };
    return filled(lesson);
  });
}

// `files`: [name, lesson] of each variant; `catalogue`: what the list says; `css`: of the formulas.
export function compileLessons(lessons) {
  const press = new WordPress();
  const files = lessons.flatMap((lesson) => {
    const variants = variantsOf(lesson);
    return variants.map((variant, index) =>
      [variants.length > 1 ? `lesson-${lesson.id}.${index}.json` : `lesson-${lesson.id}.json`, compiled(variant, press)]);
  });
  const catalogue = lessons.map((lesson) => {
    const [shown] = variantsOf(lesson);
    return {
      id: lesson.id, title: press.inline(shown.title), teaches: press.inline(shown.teaches), minutes: lesson.minutes,
      needs: lesson.needs, steps: lesson.steps.map((step) => step.id),
      questions: lesson.steps.filter((step) => step.question).length, tasks: lesson.steps.filter((step) => step.task).length,
      variants: lesson.variants?.length ?? 1,
    };
  });
  return { files, catalogue, css: press.css };
}

function compiled(lesson, press) {
  const inline = (words) => press.inline(words);
  return {
    id: lesson.id,
    title: inline(lesson.title),
    steps: lesson.steps.map(({ id, title, text, link, task, question }) => ({
      id, title: inline(title), text: text.flatMap((paragraph) => press.block(paragraph)), link,
      task: task && {
        text: inline(task.text), check: task.check, solution: task.solution, done: inline(task.done),
        hints: task.hints.map((hint) => ({ when: hint.when, text: inline(hint.text) })), score: task.score,
      },
      question: question && compiledQuestion(question, inline),
    })),
  };
}

function compiledQuestion(question, inline) {
  const { kind } = question;
  const text = inline(question.text);
  const common = { kind, text, why: question.why && inline(question.why), otherwise: question.otherwise && inline(question.otherwise) };
  const wrong = (question.wrong ?? []).map((one) => ({ ...one, why: inline(one.why) }));
  switch (kind) {
    case "choice":
      return { kind, text, choices: question.choices.map(({ text, why, right }) => ({ text: inline(text), why: inline(why), right })) };
    case "number":
      return { ...common, answer: question.answer, tolerance: question.tolerance, wrong };
    case "cells":
      return { ...common, rows: question.rows.map(inline), columns: question.columns.map(inline), right: question.right, wrong };
    case "order":
      return { ...common, items: question.items.map(inline) };
    default:
      throw new Error(`A question is of kind choice, number, cells or order, and not "${kind}".`);
  }
}
