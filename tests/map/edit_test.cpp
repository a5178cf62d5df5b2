#include "base/random.h"
#include "map/map_case.h"
#include "map/row_update.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

std::vector<float> random_row(Random& random, int width, double magnitude) {
  std::vector<float> row;
  for (int c = 0; c < width; ++c) {
    row.push_back(static_cast<float>((random.unit() * 2 - 1) * magnitude));
  }
  return row;
}

// L and o of every row, against the definition of the edited numbers.
void check_softmax_outputs(const map::LongAttention& attention, double times) {
  REQUIRE(attention.done());
  const HeadOutputs<double> should = definition(attention);
  const double allowed = times * allowed_log_error(attention);
  const double largest_value = largest_number(attention.inputs().array(map::Role::values));
  const int width = attention.inputs().value_width();
  double worst_log = 0;
  double worst_output = 0;
  for (int i = 0; i < attention.tokens(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    worst_log = std::max(worst_log, std::abs(attention.log_sum_exp()[row] - should.log_sum_exp[row]));
    for (int c = 0; c < width; ++c) {
      const double is = double{attention.output()[row * static_cast<std::size_t>(width) + c]};
      worst_output = std::isnan(is) ? 1e300 : std::max(worst_output, std::abs(is - should.output(i, c)));
    }
  }
  CHECK(worst_log <= allowed);
  CHECK(worst_output <= allowed * largest_value);
}

using Row = std::vector<Counted>;

Row counting(std::span<const float> numbers, Cost& cost) {
  Row row;
  for (const float x : numbers) {
    row.emplace_back(double{x}, &cost);
  }
  return row;
}

map::Operations operations_of(const Cost& cost) { return {cost.mac, cost.exp}; }

// What the rows that see a key do when a value or a key is replaced, counted while it is done.
map::Operations instrumented(const map::LongAttention& before, const map::RowEdit& edit) {
  Cost cost;
  const map::LongInputs& inputs = before.inputs();
  const Row new_row = counting(edit.numbers, cost);
  const Row old_row = counting(inputs.row(edit.role, edit.row), cost);
  const Counted scale(before.scale(), &cost);
  for (int i = 0; i < before.tokens(); ++i) {
    if (!before.rule().mask.visible(i, edit.row)) {
      continue;
    }
    const auto row = static_cast<std::size_t>(i);
    const Row q = counting(inputs.row(map::Role::queries, i), cost);
    const Row k = counting(inputs.row(map::Role::keys, edit.row), cost);
    const Row v = counting(inputs.row(map::Role::values, edit.row), cost);
    const auto width = static_cast<std::size_t>(inputs.value_width());
    Row o = counting(before.output().subspan(row * width, width), cost);
    Counted log_sum_exp(before.log_sum_exp()[row], &cost);
    if (edit.role == map::Role::values) {
      Row difference;
      for (std::size_t c = 0; c < width; ++c) {
        difference.emplace_back(new_row[c].value() - old_row[c].value(), &cost);
      }
      map::replace_value<Counted>(map::weight_of<Counted>(q, k, scale, log_sum_exp), difference, o);
    } else {
      map::replace_key<Counted>(map::key_change<Counted>(q, old_row, new_row, scale, log_sum_exp), v, o,
                                log_sum_exp);
    }
  }
  return operations_of(cost);
}

// The definition of one row, counted.
map::Operations row_by_definition(const map::LongAttention& attention, int query) {
  Cost cost;
  const map::LongInputs& inputs = attention.inputs();
  const HeadInputs<double> head = {matrix_of(inputs, map::Role::queries).slice(query, 1),
                                   matrix_of(inputs, map::Role::keys),
                                   matrix_of(inputs, map::Role::values),
                                   {}};
  softmax_attention::materialised<Counted>(counted(head, cost), attention.rule().mask,
                                           {.scale = attention.scale(), .query_offset = query},
                                           Meter<Counted>{&cost});
  return operations_of(cost);
}

}  // namespace

TEST_CASE("map: an edited row gives what the whole gives from scratch, under every mask") {
  Random random(7);
  for (const Mask& mask : {Mask::causal(), Mask::none(), Mask::window(20, 5)}) {
    map::LongAttention attention = done(random_spec(200, 12), {.mask = mask});
    check_softmax_outputs(attention, 1);
    for (int n = 0; n < 30; ++n) {
      const auto role = static_cast<map::Role>(n % 3);
      const map::RowEdit edit = {role, random.below(200), random_row(random, 12, n % 2 == 0 ? 1 : 4)};
      attention.apply(edit);
      finish(attention);
      check_softmax_outputs(attention, map::tolerated_error + 1);
    }
  }
}

TEST_CASE("map: edits cost what the same equations cost when counted") {
  Random random(9);
  for (const Mask& mask : {Mask::causal(), Mask::none(), Mask::window(20, 5)}) {
    map::LongAttention attention = done(random_spec(150, 6), {.mask = mask});
    for (const map::Role role : {map::Role::values, map::Role::keys}) {
      const map::RowEdit edit = {role, 140, random_row(random, 6, 0.5)};
      const map::Operations should = instrumented(attention, edit);
      const map::EditOutcome outcome = attention.apply(edit);
      CHECK(outcome.rows_again == 0);
      CHECK(outcome.updating == should);
      CHECK(attention.done());
    }
    const map::RowEdit edit = {map::Role::queries, 77, random_row(random, 6, 1)};
    const map::EditOutcome outcome = attention.apply(edit);
    CHECK(outcome.rows_again == 1);
    CHECK(outcome.again == row_by_definition(attention, 77));
    CHECK(!attention.done());
  }
}

TEST_CASE("map: a row whose weight was mostly the edited key's is computed again") {
  map::LongAttention attention =
      done({.generator = "induction", .tokens = 400, .width = 32, .seed = 2, .structure = 200}, {});
  // The key of token 101 holds nearly all of row 300's weight.
  const map::EditOutcome outcome = attention.apply({map::Role::keys, 101, std::vector<float>(32, 0.25F)});
  CHECK(outcome.rows_again >= 1);
  CHECK(outcome.rows_updated >= 200);
  CHECK(outcome.rows_again + outcome.rows_updated == 299);
  finish(attention);
  check_softmax_outputs(attention, map::tolerated_error + 1);
}

TEST_CASE("map: hundreds of edits in a row stay within the stated error") {
  Random random(21);
  map::LongAttention attention = done(random_spec(120, 8), {});
  for (int n = 0; n < 400; ++n) {
    const auto role = n % 2 == 0 ? map::Role::keys : map::Role::values;
    attention.apply({role, n % 3 == 0 ? 5 : random.below(120), random_row(random, 8, 2)});
    finish(attention);
  }
  check_softmax_outputs(attention, map::tolerated_error + 1);
}

TEST_CASE("map: huge numbers, infinities and NaN leave nothing behind when they are taken back") {
  const float infinite = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const map::Role role : {map::Role::keys, map::Role::values, map::Role::queries}) {
    map::LongAttention attention = done(random_spec(90, 8), {});
    for (const float huge : {1e30F, infinite, nan, 3e4F}) {
      attention.apply({role, 10, std::vector<float>(8, huge)});
      finish(attention);
      attention.apply(attention.inputs().first_numbers(role, 10));
      finish(attention);
      CHECK(attention.inputs().edits().empty());
      check_softmax_outputs(attention, map::tolerated_error + 1);
    }
  }
}

TEST_CASE("map: an edit before everything is computed is part of it") {
  Random random(4);
  map::LongAttention attention = attention_over(random_spec(300, 8), {});
  attention.step(1);
  CHECK(!attention.done());
  CHECK(attention.progress() > 0);
  for (const map::Role role : {map::Role::keys, map::Role::values, map::Role::queries}) {
    attention.apply({role, 3, random_row(random, 8, 1)});
    attention.apply({role, 290, random_row(random, 8, 1)});
  }
  finish(attention);
  check_softmax_outputs(attention, map::tolerated_error + 1);
}

TEST_CASE("map: an edit says which weights changed, and the pyramid follows") {
  Random random(5);
  map::LongMap map(attention_over(random_spec(2500, 4), {}));
  while (map.step(10'000'000)) {
  }
  for (const map::Role role : {map::Role::keys, map::Role::values, map::Role::queries}) {
    const map::Tile before = *map.tile({4, 0, 0}, map::Pooling::mean);
    const map::EditOutcome outcome = map.apply({role, 1700, random_row(random, 4, 3)});
    CHECK((outcome.weights.cells() == 0) == (role == map::Role::values));
    CHECK(map.done() == (role == map::Role::values && outcome.rows_again == 0));
    while (map.step(10'000'000)) {
    }
    const map::Tile after = *map.tile({4, 0, 0}, map::Pooling::mean);
    const map::Tile direct = map::make_tile(map.attention(), {4, 0, 0}, map::Pooling::mean);
    CHECK((before.numbers == after.numbers) == (role == map::Role::values));
    for (std::size_t n = 0; n < after.numbers.size(); ++n) {
      REQUIRE(double{after.numbers[n]} == doctest::Approx(double{direct.numbers[n]}).epsilon(1e-5));
    }
  }
}

TEST_CASE("map: a row that changes while it is pooled beside others is pooled again") {
  map::LongMap map(attention_over(random_spec(2500, 4), {}));
  while (!map.attention().done()) {
    map.step(10'000'000);
  }
  map.step(1);  // a part of the first rows of the base, which are two queries each
  map.apply({map::Role::queries, 3, std::vector<float>(4, 9.0F)});
  while (map.step(10'000'000)) {
  }
  const map::Tile pooled = *map.tile({1, 0, 0}, map::Pooling::maximum);
  const map::Tile direct = map::make_tile(map.attention(), {1, 0, 0}, map::Pooling::maximum);
  for (int row = 0; row < 8; ++row) {
    CHECK(pooled.number(row, 0) == doctest::Approx(direct.number(row, 0)).epsilon(1e-5));
  }
}

TEST_CASE("map: inputs keep their edits as a list and refuse what does not fit") {
  Expected<map::LongInputs> inputs = map::LongInputs::generated(random_spec(20, 3));
  REQUIRE(inputs.has_value());
  const std::vector<float> first(inputs->row(map::Role::keys, 4).begin(),
                                 inputs->row(map::Role::keys, 4).end());
  inputs->replace({map::Role::keys, 4, {1, 2, 3}});
  inputs->replace({map::Role::keys, 4, {4, 5, 6}});
  CHECK(inputs->edits() == std::vector<map::RowEdit>{{map::Role::keys, 4, {4, 5, 6}}});
  CHECK(inputs->row(map::Role::keys, 4)[1] == 5);
  CHECK(inputs->first_numbers(map::Role::keys, 4).numbers == first);
  inputs->replace(inputs->first_numbers(map::Role::keys, 4));
  CHECK(inputs->edits().empty());
  CHECK(inputs->accepts({map::Role::keys, 20, {1, 2, 3}}).error().sentence ==
        "Row 20 of k is not there; rows go from 0 to 19.");
  CHECK(inputs->accepts({map::Role::values, 2, {1, 2}}).error().sentence ==
        "A row of v has 3 numbers, not 2.");
}
