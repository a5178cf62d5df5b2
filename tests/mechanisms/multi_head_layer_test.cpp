#include "mechanisms/multi_head_layer/multi_head_layer.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "mechanisms/inputs.h"

using namespace lookback;
using namespace lookback::testing;
namespace multi_head = lookback::multi_head_layer;

namespace {

multi_head::Weights<double> random_projections(int d_model, const multi_head::Options& options, int key_width,
                                               int value_width, std::uint64_t seed) {
  Random random(seed);
  const int heads = options.heads;
  const int shared = options.kv_heads;
  return {random_matrix(heads * key_width, d_model, random),
          random_matrix(shared * key_width, d_model, random),
          random_matrix(shared * value_width, d_model, random),
          random_matrix(d_model, heads * value_width, random)};
}

Matrix<double> head_rows(const Matrix<double>& matrix, int head, int width) {
  Matrix<double> result(width, matrix.columns());
  for (int r = 0; r < width; ++r) {
    std::ranges::copy(matrix.row(head * width + r), result.row(r).begin());
  }
  return result;
}

}  // namespace

TEST_CASE("each head is softmax attention by itself, and neighbouring heads share keys and values") {
  const multi_head::Options options = {.heads = 4, .kv_heads = 2, .scale = 0.5};
  const multi_head::Weights<double> w = random_projections(5, options, 3, 2, 1);
  Random random(2);
  const Matrix<double> x = random_matrix(6, 5, random);
  for (const Mask& mask : masks(6)) {
    const multi_head::Layer<double> layer = multi_head::materialised<double>(x, w, mask, options, {});
    for (int h = 0; h < 4; ++h) {
      const int g = h / 2;  // heads 0 and 1 share, 2 and 3 do
      const HeadInputs<double> head = {project_rows(x, head_rows(w.w_q, h, 3)),
                                       project_rows(x, head_rows(w.w_k, g, 3)),
                                       project_rows(x, head_rows(w.w_v, g, 2)),
                                       {}};
      const HeadOutputs<double> alone =
          softmax_attention::materialised<double>(head, mask, {.scale = 0.5, .slope = {}}, {});
      CHECK(layer.weights[static_cast<std::size_t>(h)] == alone.weights);
      for (int i = 0; i < 6; ++i) {
        CHECK(std::ranges::equal(multi_head::share(layer.heads.row(i), h, 4), alone.output.row(i)));
      }
    }
  }
}

TEST_CASE("under the self-only mask a layer is a linear map of each token: x W_Vᵀ W_Oᵀ") {
  const multi_head::Options options = {.heads = 2, .kv_heads = 2, .scale = 0.5};
  const multi_head::Weights<double> w = random_projections(4, options, 2, 2, 3);
  Random random(4);
  const Matrix<double> x = random_matrix(5, 4, random);
  const Matrix<double> output = multi_head::materialised<double>(x, w, Mask::diagonal(), options, {}).output;
  CHECK(largest_difference(output, project_rows(project_rows(x, w.w_v), w.w_o)) < 1e-15);
}

TEST_CASE("biases: of the keys alone one changes nothing, of the output one is added") {
  const multi_head::Options options = {.heads = 2, .kv_heads = 2, .scale = 0.5};
  multi_head::Weights<double> w = random_projections(4, options, 2, 2, 5);
  Random random(6);
  const Matrix<double> x = random_matrix(5, 4, random);
  const Matrix<double> plain = multi_head::materialised<double>(x, w, Mask::none(), options, {}).output;
  w.b_k = {{0.5, -1, 2, 0.25}};  // the same for every key: it moves all scores of a query alike
  CHECK(largest_difference(multi_head::materialised<double>(x, w, Mask::none(), options, {}).output, plain) <
        1e-14);
  w.b_o = {{1, 2, 3, 4}};
  const Matrix<double> moved = multi_head::materialised<double>(x, w, Mask::none(), options, {}).output;
  for (int c = 0; c < 4; ++c) {
    CHECK(moved(2, c) - plain(2, c) == doctest::Approx(c + 1));
  }
}

TEST_CASE("a cache shared by heads is read and held once for each key/value head") {
  for (const int kv_heads : {1, 2, 4}) {
    const multi_head::Options options = {.heads = 4, .kv_heads = kv_heads, .scale = 0.5};
    const multi_head::Weights<double> w = random_projections(8, options, 2, 3, 7);
    Random random(8);
    const Matrix<double> x = random_matrix(6, 8, random);
    Cost cost;
    const auto to = [&cost](double number) { return Counted(number, &cost); };
    const multi_head::Weights<Counted> counting = {w.w_q.map<Counted>(to), w.w_k.map<Counted>(to),
                                                   w.w_v.map<Counted>(to), w.w_o.map<Counted>(to)};
    const Matrix<Counted> rows = x.map<Counted>(to);
    DecodeState<Counted> cache = multi_head::empty_cache<Counted>(kv_heads * 2, kv_heads * 3, {&cost});
    Matrix<double> output(6, 8);
    for (int t = 0; t < 6; ++t) {
      cost = Cost{};
      const std::vector<Counted> row =
          multi_head::decode_step<Counted>(cache, rows.row(t), counting, Mask::causal(), options, {&cost});
      for (int c = 0; c < 8; ++c) {
        output(t, c) = plain(row[static_cast<std::size_t>(c)]);
      }
    }
    CHECK(cost.state_read == kv_heads * 6 * (2 + 3));
    CHECK(cost.state_held == kv_heads * 6 * (2 + 3));
    CHECK(cost.state_written == kv_heads * (2 + 3));
    CHECK(cost.mac == 8 * (4 * 2 + kv_heads * 2 + kv_heads * 3) + 4 * 3 * 8 + 4 * 6 * (2 + 3));
    CHECK(output == multi_head::materialised<double>(x, w, Mask::causal(), options, {}).output);
  }
}
