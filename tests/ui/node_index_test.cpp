#include "ui/node_index.h"

#include <doctest/doctest.h>

using namespace lookback;
using view::CellState;
using view::Node;
using view::Role;

TEST_SUITE_BEGIN("ui");

TEST_CASE("the longest number of a table, of what is shown in it and can be edited") {
  const view::NodeList nodes = {
      {.id = "t", .role = Role::table},
      {.id = "t.row.0", .parent = "t", .role = Role::row_header, .name = "a", .text = "much longer"},
      {.id = "t.0.0", .parent = "t", .role = Role::cell, .text = "−0.25"},
      {.id = "t.0.1", .parent = "t", .role = Role::cell, .text = "10.5"},
      {.id = "t.1.0", .parent = "t", .role = Role::cell, .text = "masked", .state = CellState::masked},
      {.id = "u", .role = Role::table},
      {.id = "u.0.0", .parent = "u", .role = Role::cell, .text = "0"},
      {.id = "u.0.1",
       .parent = "u",
       .role = Role::cell,
       .text = "10.25",
       .editable = true,
       .state = CellState::pending},
      {.id = "u.0.2", .parent = "u", .role = Role::cell, .text = "0.5"}};
  const ui::NodeIndex index(nodes);
  CHECK(index.longest_number("t").usual == 5);
  CHECK(index.longest_number("t").without_zero == 4);
  CHECK(index.longest_number("u").usual == 5);
  CHECK(index.longest_number("u").without_zero == 5);
  CHECK(index.longest_number("t.0.0").usual == 0);
  CHECK(index.longest_number("nothing").usual == 0);
}

TEST_SUITE_END();
