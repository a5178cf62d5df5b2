#pragma once

#include "main/golden_files.h"
#include "main/lesson_files.h"

namespace lookback::lessons {

// A lesson's JSON once for each of its variants, with {{name}} replaced by the variant's value of that name;
// a string that is nothing else becomes a number where the value is one. Without variants: the lesson itself.
Expected<std::vector<Json>> variants_of(const Json& lesson);

// Takes a lesson's JSON apart and notes what does not belong there, with its place.
class LessonReader {
 public:
  Lesson lesson(const Json& json);
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  Step step(const Json& json);
  Task task(const Json& json);
  Hint hint(const Json& json);
  Score score(const Json& json);
  Question question(const Json& json);
  ChoiceQuestion choices(const Json& json);
  NumberQuestion number_question(const Json& json);
  CellsQuestion cells_question(const Json& json);
  OrderQuestion order_question(const Json& json);

  // Whether it is an object with the keys of `name`, as lesson_objects() has them.
  bool is_object(const Json& json, std::string_view name);

  // Members of the object that was asked of last; what is absent and not required is empty.
  std::string text(const Json& json, std::string_view key);
  double number(const Json& json, std::string_view key);
  std::vector<std::string> texts(const Json& json, std::string_view key);
  std::vector<Place> places(const Json& json, std::string_view key);

  // The elements of a list, each read with its place.
  template <class One, class Read>
  std::vector<One> list(const Json& json, std::string_view key, Read read) {
    std::vector<One> result;
    const Json& all = member(json, key);
    const Inside inside(*this, key);
    if (!all.is_null() && !all.is_array()) {
      problem("must be a list.");
    }
    for (std::size_t i = 0; all.is_array() && i < all.size(); ++i) {
      const Inside element(*this, "[" + std::to_string(i) + "]");
      result.push_back(read(all[i]));
    }
    return result;
  }

  // The place that is read: "steps[2].task".
  class Inside {
   public:
    Inside(LessonReader& reader, std::string_view part);
    ~Inside() { reader_.place_.resize(length_); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    LessonReader& reader_;
    std::size_t length_;
  };

  void problem(const std::string& what);

  std::string place_;
  std::vector<std::string> problems_;
};

}  // namespace lookback::lessons
