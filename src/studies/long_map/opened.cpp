#include "studies/long_map/opened.h"

#include <array>
#include <bit>

#include "base/format.h"
#include "base/hash.h"
#include "base/say.h"
#include "experiment/sources.h"
#include "studies/long_map/settings.h"

namespace lookback::long_map {
namespace {

constexpr std::array<std::string_view, 3> names = {"Q", "K", "V"};

const Source* source_of(const Experiment& experiment, std::string_view name) {
  const auto found = experiment.sources.find(name);
  return found == experiment.sources.end() ? nullptr : &found->second;
}

struct Shape {
  std::int64_t rows;
  std::int64_t columns;
};
Shape shape_of(const Experiment& experiment, std::string_view name) {
  const Matrix<double>& held = *held_matrix(experiment, name);
  const Source* source = source_of(experiment, name);
  return source == nullptr ? Shape{held.rows(), held.columns()} : Shape{source->rows, source->columns};
}

std::string shape_text(const Shape& shape) { return grouped(shape.rows) + " × " + grouped(shape.columns); }

std::uint64_t hash_of(const Experiment& experiment) {
  std::uint64_t hash = fnv_start;
  const auto add = [&hash](std::uint64_t number) {
    const auto bytes = std::bit_cast<std::array<char, sizeof number>>(number);
    hash = fnv_hash({bytes.data(), bytes.size()}, hash);
  };
  for (const std::string_view name : names) {
    if (const Source* source = source_of(experiment, name)) {
      add(source->hash);
      hash = fnv_hash(source->tensor, hash);
      add(static_cast<std::uint64_t>(source->batch));
      add(static_cast<std::uint64_t>(source->head));
      continue;
    }
    for (const double number : held_matrix(experiment, name)->elements()) {
      add(std::bit_cast<std::uint64_t>(number));
    }
  }
  return hash;
}

Expected<WholeMatrix> whole_of(const Experiment& experiment, std::string_view name, const WholeFiles* files) {
  if (const Source* source = source_of(experiment, name)) {
    return files == nullptr ? fail(say("The file {0} is not open: open it first.", file_text(*source)))
                            : files->read_whole(*source);
  }
  WholeMatrix held;
  for (const double number : held_matrix(experiment, name)->elements()) {
    held.numbers.push_back(static_cast<float>(number));
  }
  held.row_names = experiment.tokens;
  return held;
}

}  // namespace

map::LongSpec opened_spec(const Experiment& experiment) {
  const Shape q = shape_of(experiment, "Q");
  return {.generator = "file",
          .tokens = static_cast<int>(q.rows),
          .width = static_cast<int>(q.columns),
          .seed = hash_of(experiment)};
}

int opened_value_width(const Experiment& experiment) {
  return static_cast<int>(shape_of(experiment, "V").columns);
}

std::string why_not_opened(const Experiment& experiment) {
  for (const std::string_view name : names) {
    const Shape shape = shape_of(experiment, name);
    if (shape.rows > most_map_tokens || shape.columns > most_map_width ||
        shape.rows * shape.columns > most_map_numbers) {
      return say(
          "{0} has {1} numbers; the map takes up to {2} tokens of width up to {3}, and tokens × width up to "
          "{4}.",
          name, shape_text(shape), grouped(most_map_tokens), most_map_width, grouped(most_map_numbers));
    }
  }
  const Shape q = shape_of(experiment, "Q");
  const Shape k = shape_of(experiment, "K");
  const Shape v = shape_of(experiment, "V");
  return q.rows == k.rows && q.rows == v.rows && q.columns == k.columns
             ? ""
             : say("Q, K and V must have as many rows as each other, and Q and K be as wide; here they are "
                   "{0}, "
                   "{1} and {2}. Open all three, then choose Files.",
                   shape_text(q), shape_text(k), shape_text(v));
}

Expected<map::LongInputs> opened_inputs(const Experiment& experiment, const WholeFiles* files) {
  map::LongArrays arrays;
  std::vector<std::string> row_names;
  for (const auto& [name, array] :
       {std::pair(names[0], &arrays.q), std::pair(names[1], &arrays.k), std::pair(names[2], &arrays.v)}) {
    Expected<WholeMatrix> whole = whole_of(experiment, name, files);
    if (!whole) {
      return std::unexpected(whole.error());
    }
    *array = std::move(whole->numbers);
    row_names = row_names.empty() ? std::move(whole->row_names) : std::move(row_names);
  }
  return map::LongInputs::of(opened_spec(experiment), opened_value_width(experiment), std::move(arrays),
                             std::move(row_names));
}

Section opened_section(const Experiment& experiment) {
  Prose prose = {.id = "map.files", .lines = {}};
  for (const std::string_view name : names) {
    const Source* source = source_of(experiment, name);
    const std::string size = shape_text(shape_of(experiment, name));
    prose.lines.push_back(
        {{source == nullptr
              ? say("{0}: {1} numbers, the board's own.", name, size)
              : say("{0}: {1} numbers, all of “{2}” of “{3}”, batch {4}, head {5}.", name, size,
                    source->tensor, source->file, grouped(source->batch), grouped(source->head)),
          Tone::plain}});
  }
  return {"window", say("Q, K and V"), {std::move(prose)}};
}

}  // namespace lookback::long_map
