// Lessons to HTML: Markdown by marked, formulas to MathML by temml, {query:q_4} to coloured symbols.
// A mistake in a lesson stops the build with a sentence.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Marked } from "marked";
import temml from "temml";

const tones = "query|key|value|score|weight|output|accent|warning";

const marked = new Marked({
  extensions: [
    {
      name: "formula",
      level: "inline",
      start: (source) => source.indexOf("$"),
      tokenizer(source) {
        const found = /^\$([^$\n]+)\$/.exec(source);
        return found ? { type: "formula", raw: found[0], latex: found[1] } : undefined;
      },
      renderer: (token) => temml.renderToString(token.latex, { throwOnError: true, annotate: false }),
    },
    {
      name: "symbol",
      level: "inline",
      start: (source) => source.indexOf("{"),
      tokenizer(source) {
        const found = new RegExp(`^\\{(${tones}):([^}_]+)(?:_([^}]+))?\\}`).exec(source);
        return found ? { type: "symbol", raw: found[0], tone: found[1], letter: found[2], index: found[3] } : undefined;
      },
      renderer: ({ tone, letter, index }) =>
        `<span class="symbol tone-${tone}">${escaped(letter)}${index ? `<sub>${escaped(index)}</sub>` : ""}</span>`,
    },
  ],
});

export function escaped(words) {
  return String(words).replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}

const inline = (markdown) => marked.parseInline(markdown);
const block = (markdown) => marked.parse(markdown);

export function readLessons(folder) {
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort().map((name) => {
    const lesson = JSON.parse(readFileSync(join(folder, name), "utf8"));
    validate(lesson, name);
    return lesson;
  });
}

function validate(lesson, file) {
  const fail = (what) => { throw new Error(`${file}: ${what}`); };
  const keys = (object, where, required, optional = []) => {
    for (const key of required) if (object[key] === undefined) fail(`${where} lacks "${key}"`);
    for (const key of Object.keys(object))
      if (![...required, ...optional].includes(key)) fail(`${where} has an unknown key "${key}"`);
  };
  keys(lesson, "the lesson", ["id", "title", "steps"]);
  if (`${lesson.id}.json` !== file) fail(`its id is "${lesson.id}", which is not its file's name`);
  for (const step of lesson.steps) {
    const where = `step "${step.id}"`;
    keys(step, where, ["id", "title", "text"], ["link", "task", "question"]);
    if (step.link && !step.link.startsWith("#version=1&")) fail(`${where}: the link must begin with #version=1&`);
    if (step.task) keys(step.task, `${where}, task`, ["text", "check", "solution", "done", "hints"]);
    for (const hint of step.task?.hints ?? []) keys(hint, `${where}, hint`, ["when", "text"]);
    const question = step.question;
    if (question?.kind === "choice") {
      keys(question, `${where}, question`, ["kind", "text", "choices"]);
      if (question.choices.filter((choice) => choice.right).length !== 1) fail(`${where}: exactly one choice must be right`);
    } else if (question?.kind === "number") {
      keys(question, `${where}, question`, ["kind", "text", "answer", "why", "otherwise"], ["tolerance", "wrong"]);
    } else if (question) {
      fail(`${where}: a question is of kind "choice" or "number"`);
    }
  }
}

// The styles that temml writes inline become classes: the page's policy allows no style attributes.
export function lessonsHtml(lessons) {
  const classes = new Map();
  const html = lessons.map(lessonHtml).join("").replace(/ style="([^"]*)"/g, (_, style) => {
    if (!classes.has(style)) classes.set(style, `formula-${classes.size}`);
    return ` class="${classes.get(style)}"`;
  });
  const css = [...classes].map(([style, name]) => `.${name}{${style}}`).join("");
  return { html, css };
}

function lessonHtml(lesson, index) {
  const steps = lesson.steps.map((step, place) => stepHtml(lesson, step, place)).join("");
  const bars = lesson.steps.map((_, place) => `<span${place === 0 ? ' class="reached"' : ""}></span>`).join("");
  return `<article class="lesson" data-lesson="${escaped(lesson.id)}"${index === 0 ? "" : " hidden"}>
<p class="whereabouts"><strong>Lookback</strong> <span class="lesson-title">${inline(lesson.title)}</span><span class="out-of-sight">, </span><span class="place out-of-sight">step 1 of ${lesson.steps.length}</span></p>
<div class="progress" aria-hidden="true">${bars}</div>${steps}</article>`;
}

function stepHtml(lesson, step, place) {
  const text = step.text.map(block).join("");
  return `<section class="step" data-link="${escaped(step.link ?? "")}"${place === 0 ? "" : " hidden"}>
<h2 tabindex="-1">${inline(step.title)}</h2>${text}${step.task ? taskHtml(step.task) : ""}${
    step.question ? questionHtml(step.question, `${lesson.id}-${step.id}`) : ""}</section>`;
}

function taskHtml(task) {
  const hints = task.hints.map((hint) => `<p class="hint" data-when="${escaped(hint.when)}" hidden>${inline(hint.text)}</p>`);
  return `<div class="task" data-check="${escaped(task.check)}"><p class="ask">${inline(task.text)}</p>${hints.join("")}
<p class="done" hidden>✓ ${inline(task.done)}</p></div>`;
}

function questionHtml(question, id) {
  const outcome = (attributes, right, words) =>
    `<p class="outcome ${right ? "right" : "wrong"}" ${attributes} hidden>${right ? "✓ Right: " : ""}${inline(words)}</p>`;
  if (question.kind === "choice") {
    const choices = question.choices.map((choice, index) =>
      `<label><input type="radio" name="${id}" value="${index}"> <span>${inline(choice.text)}</span></label>`);
    const outcomes = question.choices.map((choice, index) => outcome(`data-choice="${index}"`, choice.right, choice.why));
    return `<fieldset class="question"><legend>${inline(question.text)}</legend>${choices.join("")}${outcomes.join("")}</fieldset>`;
  }
  const tolerance = question.tolerance ? ` data-tolerance="${question.tolerance}"` : "";
  const outcomes = [
    outcome(`data-value="${question.answer}"${tolerance}`, true, question.why),
    ...(question.wrong ?? []).map((wrong) => outcome(`data-value="${wrong.value}"`, false, wrong.why)),
    outcome("", false, question.otherwise),
  ];
  return `<fieldset class="question"><legend>${inline(question.text)}</legend>
<input type="text" inputmode="decimal" autocomplete="off" aria-label="Your answer" class="answer">${outcomes.join("")}</fieldset>`;
}
