#include "main/lesson_grades.h"

#include <algorithm>
#include <map>

#include "base/csv.h"
#include "base/format.h"
#include "lessons/opened.h"

namespace lookback::lessons {
namespace {

struct Outcome {
  bool passed = false;
  std::optional<double> score;  // the lowest of a state that passes
};

// What one link says of every task, or why it does not open.
using Outcomes = Expected<std::vector<Outcome>>;

std::vector<const Task*> tasks_of(const Lesson& lesson) {
  std::vector<const Task*> tasks;
  for (const Step& step : lesson.steps) {
    if (step.task) {
      tasks.push_back(&*step.task);
    }
  }
  return tasks;
}

Outcomes outcomes_of(const Lesson& lesson, const std::string& link) {
  const Expected<Opened> state = Opened::from(link);
  if (!state) {
    return std::unexpected(state.error());
  }
  std::vector<Outcome> outcomes;
  for (const Task* task : tasks_of(lesson)) {
    Outcome outcome = {state->holds(task->check).value_or(false), {}};
    if (outcome.passed && task->score) {
      const Expected<double> score = state->value_of(task->score->of);
      outcome.score = score ? std::optional(*score) : std::nullopt;
    }
    outcomes.push_back(outcome);
  }
  return outcomes;
}

// Many hand in the same state.
class Grading {
 public:
  explicit Grading(const LessonFile& lesson) : lesson_(lesson) {}

  const Outcomes& of(const std::string& link, std::uint64_t seed) {
    const std::size_t variant = lesson_.variant_of(seed);
    const std::string key = std::to_string(variant) + " " + link;
    const auto found = known_.find(key);
    return found != known_.end()
               ? found->second
               : known_.emplace(key, outcomes_of(lesson_.variants[variant], link)).first->second;
  }

 private:
  const LessonFile& lesson_;
  std::map<std::string, Outcomes> known_;
};

struct Student {
  std::string name;
  std::optional<std::uint64_t> seed;
  bool opened = false;  // one of the links
  std::vector<Outcome> outcomes;
  std::vector<std::string> notes;

  void note(const std::string& sentence) {
    if (!sentence.empty() && std::ranges::find(notes, sentence) == notes.end()) {
      notes.push_back(sentence);
    }
  }

  void add(const Outcomes& one) {
    if (!one) {
      note(one.error().sentence);
      return;
    }
    opened = true;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      outcomes[i].passed = outcomes[i].passed || (*one)[i].passed;
      if (const std::optional<double> score = (*one)[i].score) {
        outcomes[i].score = std::min(outcomes[i].score.value_or(*score), *score);
      }
    }
  }
};

void note_row(Student& student, const HandedIn& row, const LessonFile& lesson) {
  const std::string& id = lesson.variants.front().id;
  student.note(row.problem);
  student.note(row.remark);
  if (!row.lesson.empty() && row.lesson != id) {
    student.note("The link is of the lesson " + in_quotes(row.lesson) + ", and not of " + id + ".");
  }
  if (row.problem.empty() && lesson.variants.size() > 1 && !student.seed) {
    student.note("No seed was handed in, so the first variant was taken.");
  }
}

// In the order in which they first come. A seed that one row says is that of the student's other rows too.
std::vector<Student> students_of(const LessonFile& lesson, const HandedInList& list) {
  std::vector<Student> students;
  std::map<std::string, std::size_t> places;
  const std::size_t tasks = tasks_of(lesson.variants.front()).size();
  for (const HandedIn& row : list.rows) {
    const auto [place, is_new] = places.emplace(row.name, students.size());
    if (is_new) {
      students.push_back(
          {.name = row.name, .seed = {}, .outcomes = std::vector<Outcome>(tasks), .notes = {}});
    }
    Student& student = students[place->second];
    if (student.seed && row.seed && *student.seed != *row.seed) {
      student.note("The links are of different seeds; each was looked at with its own.");
    }
    student.seed = student.seed ? student.seed : row.seed;
  }
  Grading grading(lesson);
  for (const HandedIn& row : list.rows) {
    Student& student = students[places.at(row.name)];
    note_row(student, row, lesson);
    if (row.problem.empty()) {
      student.add(grading.of(row.link, row.seed.value_or(student.seed.value_or(0))));
    }
  }
  return students;
}

std::vector<std::string> header_of(const Lesson& lesson) {
  std::vector<std::string> header = {"name", "seed"};
  for (const Step& step : lesson.steps) {
    if (step.task) {
      header.push_back(step.id);
      if (step.task->score) {
        header.push_back(step.id + ": " + step.task->score->unit);
      }
    }
  }
  header.insert(header.end(), {"passed", "note"});
  return header;
}

std::vector<std::string> cells_of(const Student& student, const std::vector<const Task*>& tasks) {
  std::vector<std::string> cells = {student.name, student.seed ? std::to_string(*student.seed) : ""};
  std::int64_t passed = 0;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const Outcome& outcome = student.outcomes[i];
    passed += outcome.passed ? 1 : 0;
    cells.emplace_back(!student.opened ? "" : outcome.passed ? "pass" : "fail");
    if (tasks[i]->score) {
      cells.push_back(outcome.score ? shortest(*outcome.score) : "");
    }
  }
  std::string note;
  for (const std::string& sentence : student.notes) {
    note += (note.empty() ? "" : " ") + sentence;
  }
  cells.insert(cells.end(), {student.opened ? std::to_string(passed) : "", note});
  return cells;
}

}  // namespace

std::string grades_csv(const LessonFile& lesson, const HandedInList& list) {
  const std::vector<const Task*> tasks = tasks_of(lesson.variants.front());
  std::string text = csv_line(header_of(lesson.variants.front()), list.separator);
  for (const Student& student : students_of(lesson, list)) {
    text += csv_line(cells_of(student, tasks), list.separator);
  }
  return text;
}

}  // namespace lookback::lessons
