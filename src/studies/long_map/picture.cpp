#include "studies/long_map/picture.h"

#include <cmath>

#include "base/format.h"
#include "studies/long_map/view.h"

namespace lookback::long_map {
namespace {

constexpr double cells_around_chosen = 12;  // large enough to have their numbers in them

// 1, 2 or 5 times a power of ten, the first that is not below.
double rounded_up(double number) {
  const double power = std::pow(10, std::floor(std::log10(number)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (number <= factor * power) {
      return factor * power;
    }
  }
  return 10 * power;
}

double colours_end(const MapWork* work) {
  const double largest = work == nullptr ? 0 : work->cache().largest_wanted();
  return largest > 0 && std::isfinite(largest) ? rounded_up(largest) : 1;
}

std::string pooled_text(const Asked& asked, int level) {
  const std::string kind = asked.is_retention() ? "faded score" : "weight";
  if (level == 0) {
    return "each number of the picture is one " + kind;
  }
  const std::string side = grouped(std::int64_t{1} << level);
  const std::string which = asked.pooling == map::Pooling::mean ? "the mean of "
                            : asked.is_retention()              ? "the one farthest from 0 of "
                                                                : "the largest of ";
  return "a number of the picture is " + which + side + " × " + side + " " + kind + "s";
}

std::string lacking_text(const MapWork& work) {
  const map::Pyramid& pyramid = work.whole()->pyramid();
  const bool is_old = work.view_is_old();
  if (!pyramid.serves(work.cache().wanted().front().level)) {
    return std::string("Some of it ") +
           (is_old ? "has its numbers from before the edit" : "is not computed yet");
  }
  return "Of the rows " + fixed(std::floor(100 * pyramid.progress()), 0) + " % are pooled; the others " +
         (is_old ? "have their numbers from before the edit" : "are not computed yet");
}

std::string seen_text(const Asked& asked, const MapWork* work) {
  std::string text = ranges_text(asked.view, asked.inputs.tokens);
  if (work != nullptr && !work->cache().wanted().empty()) {
    text += "; " + pooled_text(asked, work->cache().wanted().front().level);
  }
  if (work != nullptr && work->view_waits()) {
    text += ". " + lacking_text(*work);
  }
  return text + ".";
}

MapPicture map_picture(const Asked& asked, const MapWork* work) {
  const std::string tokens = grouped(asked.inputs.tokens);
  return {
      .id = "map.picture",
      .title = std::string(asked.is_retention() ? "Faded scores" : "Weights") + " of " + tokens +
               " queries and " + tokens + " keys",
      .meaning = "Rows are queries, columns keys; hatched is masked. Press on a cell to have it explained.",
      .seen = seen_text(asked, work),
      .tone = asked.is_retention() ? Tone::score : Tone::weight,
      .tokens = asked.inputs.tokens,
      .view = asked.view,
      .pooling = asked.pooling,
      .most = colours_end(work),
      .logarithmic = asked.logarithmic,
      .chosen_row = asked.chosen.query,
      .chosen_column = asked.chosen.key,
      .tiles = work};
}

struct Move {
  std::string_view id;
  std::string_view title;
  double rows;     // of what is in view
  double columns;  //
  std::string_view edge;
};
constexpr Move moves[] = {{"map.left", "Left", 0, -0.5, "left"},
                          {"map.right", "Right", 0, 0.5, "right"},
                          {"map.up", "Up", -0.5, 0, "upper"},
                          {"map.down", "Down", 0.5, 0, "lower"}};

map::View around_chosen(const Asked& asked) {
  return {asked.chosen.query + 0.5, asked.chosen.key + 0.5, std::min(asked.view.span, cells_around_chosen)};
}

// Both as they are, or would be, on the map.
bool same_place(const Asked& asked, const map::View& a, const map::View& b) {
  Experiment one;
  Experiment other;
  set_view(one, asked.inputs.tokens, a);
  set_view(other, asked.inputs.tokens, b);
  return one.study_parameters == other.study_parameters;
}

Buttons moving(const Asked& asked) {
  const map::View& view = asked.view;
  const bool whole = view.span >= asked.inputs.tokens;
  const bool close = view.span <= map::closest_span;
  std::vector<SheetButton> buttons = {{.id = "map.in",
                                       .title = "Zoom in",
                                       .why_not = close ? "The view is as close as it goes." : "",
                                       .looks = true},
                                      {.id = "map.out",
                                       .title = "Zoom out",
                                       .why_not = whole ? "The whole map is in view." : "",
                                       .looks = true},
                                      {.id = "map.whole",
                                       .title = "Whole map",
                                       .why_not = whole ? "The whole map is in view." : "",
                                       .looks = true}};
  for (const Move& move : moves) {
    const bool at_edge = same_place(asked, view, *moved_view(asked, move.id));
    buttons.push_back(
        {.id = std::string(move.id),
         .title = std::string(move.title),
         .why_not = at_edge ? "The view is at the map's " + std::string(move.edge) + " edge." : "",
         .looks = true});
  }
  const bool there = same_place(asked, view, around_chosen(asked));
  buttons.push_back({.id = "map.chosen",
                     .title = "To the chosen cell",
                     .why_not = there ? "The chosen cell is in the middle of the view." : "",
                     .looks = true});
  return {"map.moves", std::move(buttons)};
}

}  // namespace

std::optional<map::View> moved_view(const Asked& asked, std::string_view button) {
  map::View view = asked.view;
  if (button == "map.in" || button == "map.out") {
    // The first step from the whole map goes towards the chosen cell.
    if (button == "map.in" && view.span >= asked.inputs.tokens) {
      view.row = asked.chosen.query;
      view.column = asked.chosen.key;
    }
    view.span *= button == "map.in" ? 0.5 : 2;
    return view;
  }
  if (button == "map.whole") {
    return whole_view(asked.inputs.tokens);
  }
  if (button == "map.chosen") {
    return around_chosen(asked);
  }
  for (const Move& move : moves) {
    if (button == move.id) {
      return map::View{view.row + move.rows * view.span, view.column + move.columns * view.span, view.span};
    }
  }
  return std::nullopt;
}

Section picture_section(const Asked& asked, const MapWork* work) {
  return {"map", "", {map_picture(asked, work), moving(asked)}};
}

}  // namespace lookback::long_map
