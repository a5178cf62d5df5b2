// A lesson as the site carries it: its words are trees of elements, ready to be made.

export type Attributes = Record<string, string>;
export type Tree = string | Branch;
export interface Branch extends Array<string | Attributes | Branch> {}  // tag, attributes if any, children
export type Words = Tree[];

export interface Place {
  lesson: string;
  step: number;  // 1 is the first
}

export interface Hint {
  when: string;
  text: Words;
}

export interface Score {
  of: string;
  unit: string;
  best: number;
  link: string;
}

export interface TaskText {
  text: Words;
  check: string;
  solution: string;
  done: Words;
  hints: Hint[];
  score?: Score;
}

export interface ChoiceText {
  kind: "choice";
  text: Words;
  choices: { text: Words; why: Words; right?: boolean }[];
}

export interface NumberText {
  kind: "number";
  text: Words;
  answer: number;
  tolerance?: number;  // relative
  why: Words;
  wrong: { value: number; why: Words }[];
  otherwise: Words;
}

export type Cell = [row: number, column: number];

export interface CellsText {
  kind: "cells";
  text: Words;
  rows: Words[];
  columns: Words[];
  right: Cell[];
  why: Words;
  wrong: { cells: Cell[]; why: Words }[];
  otherwise: Words;
}

export interface OrderText {
  kind: "order";
  text: Words;
  items: Words[];  // in the right order
  why: Words;
  otherwise: Words;
}

export type QuestionText = ChoiceText | NumberText | CellsText | OrderText;

export interface StepText {
  id: string;
  title: Words;
  text: Words;
  link?: string;
  task?: TaskText;
  question?: QuestionText;
}

export interface LessonText {
  id: string;
  title: Words;
  steps: StepText[];
}

// What the list of lessons says of one.
export interface CatalogueEntry {
  id: string;
  title: Words;
  teaches: Words;
  minutes: number;
  needs: string[];
  steps: string[];  // ids
  questions: number;
  tasks: number;
  variants: number;  // 1 when all learners get the same
}
