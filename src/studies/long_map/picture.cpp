#include "studies/long_map/picture.h"

#include <cmath>

#include "base/format.h"
#include "base/say.h"
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
  const bool mean = asked.pooling == map::Pooling::mean;
  const std::string side = grouped(std::int64_t{1} << level);
  if (asked.is_retention()) {
    return level == 0 ? say("each number of the picture is one faded score")
           : mean     ? say("a number of the picture is the mean of {0} × {0} faded scores", side)
                  : say("a number of the picture is the one farthest from 0 of {0} × {0} faded scores", side);
  }
  return level == 0 ? say("each number of the picture is one weight")
         : mean     ? say("a number of the picture is the mean of {0} × {0} weights", side)
                    : say("a number of the picture is the largest of {0} × {0} weights", side);
}

std::string lacking_text(const MapWork& work) {
  const map::Pyramid& pyramid = work.whole()->pyramid();
  const bool is_old = work.view_is_old();
  if (!pyramid.serves(work.cache().wanted().front().level)) {
    return is_old ? say("Some of it has its numbers from before the edit.")
                  : say("Some of it is not computed yet.");
  }
  const std::string percent = fixed(std::floor(100 * pyramid.progress()), 0);
  return is_old ? say("Of the rows {0} % are pooled; the others have their numbers from before the edit.",
                      percent)
                : say("Of the rows {0} % are pooled; the others are not computed yet.", percent);
}

std::string seen_text(const Asked& asked, const MapWork* work) {
  const std::string ranges = ranges_text(asked.view, asked.inputs.tokens);
  const bool known = work != nullptr && !work->cache().wanted().empty();
  const std::string text =
      known ? say("{0}; {1}.", ranges, pooled_text(asked, work->cache().wanted().front().level))
            : say("{0}.", ranges);
  return work != nullptr && work->view_waits() ? text + " " + lacking_text(*work) : text;
}

MapPicture map_picture(const Asked& asked, const MapWork* work) {
  const std::string tokens = grouped(asked.inputs.tokens);
  return {.id = "map.picture",
          .title = asked.is_retention() ? say("Faded scores of {0} queries and {0} keys", tokens)
                                        : say("Weights of {0} queries and {0} keys", tokens),
          .meaning =
              say("Rows are queries, columns keys; hatched is masked. Press on a cell to have it explained."),
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
  std::string_view at_edge;
};
constexpr Move moves[] = {{"map.left", "Left"_said, 0, -0.5, "The view is at the map's left edge."_said},
                          {"map.right", "Right"_said, 0, 0.5, "The view is at the map's right edge."_said},
                          {"map.up", "Up"_said, -0.5, 0, "The view is at the map's upper edge."_said},
                          {"map.down", "Down"_said, 0.5, 0, "The view is at the map's lower edge."_said}};

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
                                       .title = say("Zoom in"),
                                       .why_not = close ? say("The view is as close as it goes.") : "",
                                       .looks = true},
                                      {.id = "map.out",
                                       .title = say("Zoom out"),
                                       .why_not = whole ? say("The whole map is in view.") : "",
                                       .looks = true},
                                      {.id = "map.whole",
                                       .title = say("Whole map"),
                                       .why_not = whole ? say("The whole map is in view.") : "",
                                       .looks = true}};
  for (const Move& move : moves) {
    const bool at_edge = same_place(asked, view, *moved_view(asked, move.id));
    buttons.push_back({.id = std::string(move.id),
                       .title = say(move.title),
                       .why_not = at_edge ? say(move.at_edge) : "",
                       .looks = true});
  }
  const bool there = same_place(asked, view, around_chosen(asked));
  buttons.push_back({.id = "map.chosen",
                     .title = say("To the chosen cell"),
                     .why_not = there ? say("The chosen cell is in the middle of the view.") : "",
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
