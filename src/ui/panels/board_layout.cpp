#include "ui/panels/board_layout.h"

#include <algorithm>
#include <cmath>

#include "ui/panels/board_plan.h"

namespace lookback::ui {
namespace {

using enum BoardTable;

constexpr float arrow_margin = 12;
constexpr float overhang = 8;  // of a title, into the margin beside the board

void arrow_between(Plan& plan, const Rectangle& scores, const Rectangle& weights) {
  plan.arrow({scores.right() + arrow_margin, scores.centre_y()},
             {weights.x - arrow_margin, scores.centre_y()});
}

// Scores and weights side by side. `beside`: V between weights and output instead of above the output.
Extent extent_side_by_side(const BoardSizes& s, bool beside) {
  const Gaps gaps = gaps_of(s);
  const int values = s.has(value) ? s.tokens : 0;
  if (s.turned) {
    return {s.width(key) + 2 * s.tokens, s.width(query) + s.tokens + s.value_width(),
            gaps.label + gaps.factor + gaps.arrow, title_height + gaps.band + title_height + gaps.band};
  }
  const int top = beside ? s.width(key) : std::max(s.width(key), values);
  const int right = beside ? s.width(value) + s.width(output) : s.value_width();
  return {s.width(query) + 2 * s.tokens + right, top + s.tokens,
          gaps.label + gaps.factor + gaps.arrow + (beside ? 2 : 1) * gaps.factor,
          title_height + gaps.band + caption_height};
}

BoardLayout rows_are_queries(const BoardSizes& s, const CellSize& cell, bool beside) {
  Plan plan(s, cell);
  const Gaps gaps = gaps_of(s);
  const int top = beside ? s.width(key) : std::max(s.width(key), s.has(value) ? s.tokens : 0);
  const float y = title_height + plan.down(top) + gaps.band;
  const Rectangle q = plan.put(query, gaps.label, y);
  const Rectangle scores = plan.put(score, q.right() + gaps.factor, y);
  const Rectangle weights = plan.put(weight, scores.right() + gaps.arrow, y);
  const Rectangle k = plan.put(key, scores.x, y - gaps.band - plan.down(s.width(key)));
  const float value_y = beside ? y : y - gaps.band - plan.down(s.tokens);
  const Rectangle v = plan.put(value, weights.right() + gaps.factor, value_y);
  const Rectangle out = plan.put(output, beside ? v.right() + gaps.factor : v.x, y);

  plan.label_left(query, true, s.has(query) ? q : scores);
  plan.label_above(key, true, scores);
  plan.label_above(weight, false, weights);
  if (!beside && s.has(value)) {
    plan.label_left(value, true, v);
  }
  plan.title(key, k.x, k.y - title_height, scores.width + gaps.arrow);
  plan.title(query, q.x, q.y - title_height, q.width + gaps.factor);
  plan.title(value, v.x, v.y - title_height, v.width + gaps.factor);
  plan.title(output, out.x, out.y - title_height, std::max(out.width + gaps.factor, output_title));
  plan.title(score, scores.x, scores.bottom() + 4, scores.width + gaps.arrow - 8);
  plan.title(weight, weights.x, weights.bottom() + 4, std::max(out.right() - weights.x, weights_title));
  arrow_between(plan, scores, weights);
  return plan.take();
}

BoardLayout columns_are_queries(const BoardSizes& s, const CellSize& cell) {
  Plan plan(s, cell);
  const Gaps gaps = gaps_of(s);
  const float y = title_height + plan.down(s.width(query)) + gaps.band;
  const Rectangle k = plan.put(key, gaps.label, y);
  const Rectangle scores = plan.put(score, k.right() + gaps.factor, y);
  const Rectangle weights = plan.put(weight, scores.right() + gaps.arrow, y);
  const Rectangle q = plan.put(query, scores.x, title_height);
  const Rectangle out = plan.put(output, weights.x, weights.bottom() + title_height + gaps.band);
  const Rectangle v = plan.put(value, weights.x - gaps.factor - plan.across(s.tokens), out.y);

  plan.label_left(key, true, s.has(key) ? k : scores);
  plan.label_above(query, true, scores);
  plan.label_above(weight, true, weights);
  if (s.has(value)) {
    plan.label_above(value, true, v);
  }
  plan.label_above(output, true, out);
  const float title_up = title_height + label_height;
  plan.title(query, q.x, q.y - title_height, scores.width + gaps.arrow);
  plan.title(key, k.x, k.y - title_height, k.width + gaps.factor);
  plan.title(value, v.x, v.y - title_up, v.width + gaps.factor - 8);
  plan.title(output, out.x, out.y - title_up, out.width);
  plan.title(score, scores.x, scores.bottom() + 4, scores.width + gaps.arrow - 8);
  plan.title(weight, weights.x, weights.bottom() + 4, weights.width + gaps.factor + 60);
  arrow_between(plan, scores, weights);
  return plan.take();
}

// The product with the keys, and below it the product with the values.
Extent extent_stacked(const BoardSizes& s) {
  const Gaps gaps = gaps_of(s);
  const int inner = s.turned ? s.tokens : s.value_width();
  const int values = s.has(value) ? s.tokens : 0;
  const int lower = s.turned ? s.tokens + s.value_width() : values + s.tokens;
  const int left = s.width(s.turned ? key : query);
  return {std::max(left + s.tokens, s.tokens + inner), s.width(s.turned ? query : key) + s.tokens + lower,
          gaps.label + gaps.factor,
          2 * (title_height + gaps.band + caption_height) + (s.turned ? title_height + label_height : 0)};
}

BoardLayout stacked(const BoardSizes& s, const CellSize& cell) {
  Plan plan(s, cell);
  const Gaps gaps = gaps_of(s);
  const BoardTable left = s.turned ? key : query;
  const BoardTable above = s.turned ? query : key;
  const float y = title_height + plan.down(s.width(above)) + gaps.band;
  const Rectangle a = plan.put(left, gaps.label, y);
  const Rectangle scores = plan.put(score, a.right() + gaps.factor, y);
  const Rectangle b = plan.put(above, scores.x, title_height);
  plan.label_left(left, true, s.has(left) ? a : scores);
  plan.label_above(above, true, scores);
  plan.title(above, b.x, 0, scores.width);
  plan.title(left, a.x, a.y - title_height, a.width + gaps.factor);
  plan.title(score, scores.x, scores.bottom() + 4, scores.width);
  const float next = scores.bottom() + caption_height;

  if (!s.turned) {
    const Rectangle weights = plan.put(
        weight, gaps.label, next + title_height + plan.down(s.has(value) ? s.tokens : 0) + gaps.band);
    const Rectangle v = plan.put(value, weights.right() + gaps.factor, next + title_height);
    const Rectangle out = plan.put(output, v.x, weights.y);
    plan.label_left(weight, true, weights);
    plan.label_above(weight, false, weights);
    if (s.has(value)) {
      plan.label_left(value, true, v);
    }
    plan.title(value, v.x, next, v.width);
    plan.title(output, out.x, out.y - title_height, out.width);
    plan.title(weight, weights.x, weights.bottom() + 4, weights.width + gaps.factor + out.width);
    const float x = weights.centre_x();
    plan.arrow({x, next + arrow_margin}, {x, weights.y - label_height - arrow_margin});
    return plan.take();
  }
  const Rectangle weights =
      plan.put(weight, gaps.label + plan.across(s.tokens) + gaps.factor, next + title_height + label_height);
  const Rectangle out = plan.put(output, weights.x, weights.bottom() + caption_height + gaps.band);
  const Rectangle v = plan.put(value, gaps.label, out.y);
  plan.label_left(weight, false, weights);
  plan.label_above(weight, true, weights);
  if (s.has(value)) {
    plan.label_above(value, true, v);
  }
  plan.label_above(output, true, out);
  plan.title(weight, weights.x, weights.bottom() + 4, weights.width);
  plan.title(value, v.x, v.y - title_height - label_height, v.width);
  plan.title(output, out.x, out.y - title_height - label_height, out.width);
  const float x = scores.centre_x();
  plan.arrow({x, scores.bottom() + caption_height}, {x, weights.y - label_height - 2});
  return plan.take();
}

}  // namespace

BoardLayout lay_out_board(const BoardSizes& sizes, const Rectangle& room) {
  BoardLayout layout;
  if (sizes.stacked) {
    layout = stacked(sizes, fit(sizes, extent_stacked(sizes), room));
  } else {
    const CellSize above = fit(sizes, extent_side_by_side(sizes, false), room);
    const CellSize beside = fit(sizes, extent_side_by_side(sizes, true), room);
    // V leaves its place above the output only where the cells would get too small to see.
    const bool moves = !sizes.turned && above.height < 8 && beside.height > above.height;
    layout = sizes.turned ? columns_are_queries(sizes, above)
                          : rows_are_queries(sizes, moves ? beside : above, moves);
  }
  const Rectangle taken = layout.area;
  move(layout, std::round(room.x - taken.x + std::max(0.0F, (room.width - taken.width) / 2)),
       std::round(room.y - taken.y + std::max(0.0F, (room.height - taken.height) / 2)));
  for (TitlePlace& title : layout.titles) {
    title.area.width = std::min(title.area.width, room.right() + overhang - title.area.x);
  }
  layout.area.width = std::min(layout.area.width, room.right() - layout.area.x);
  return layout;
}

}  // namespace lookback::ui
