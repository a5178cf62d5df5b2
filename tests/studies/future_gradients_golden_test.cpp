#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "main/golden.h"
#include "mechanisms/inputs.h"
#include "studies/future_gradients/contributions.h"
#include "tensor/difference.h"
#include "tensor/npy.h"

using namespace lookback;
using namespace lookback::testing;
namespace future = lookback::future_gradients;
using future::LossHead;

namespace {

// The array of a golden case, as [B·H, …].
NpyArray golden(const std::string& folder, const std::string& name) {
  const auto bytes = read_file(LOOKBACK_SOURCE_DIR "/tests/golden/" + folder + "/" + name + ".npy");
  REQUIRE(bytes.has_value());
  const auto array = read_npy(*bytes);
  REQUIRE(array.has_value());
  return *array;
}

// The matrix [rows, columns] that begins at row `block · rows` of the array's last two axes.
Matrix<double> block_of(const NpyArray& array, int block, int rows, int columns) {
  Matrix<double> result(rows, columns);
  const auto size = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  const auto first = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(block) * size);
  std::copy_n(array.values.begin() + first, size, result.elements().begin());
  return result;
}

void check_near(const Matrix<double>& got, const Matrix<double>& want) {
  REQUIRE(got.rows() == want.rows());
  REQUIRE(got.columns() == want.columns());
  CHECK(largest_difference(got, want) <= 1e-12 * std::max(1.0, greatest_magnitude(want)));
}

}  // namespace

TEST_CASE("future gradients: whole, parts and every contribution are golden's") {
  for (const std::string folder :
       {"grad-causal-b1h2s6d3x4", "grad-causal-medium-b1h1s16d8", "grad-bidir-b1h2s5d4",
        "grad-diagonal-b1h1s5d4", "grad-samedout-b1h1s12d4", "grad-big-b1h1s7d4"}) {
    CAPTURE(folder);
    const NpyArray q = golden(folder, "q");
    const NpyArray v = golden(folder, "v");
    const int heads = static_cast<int>(q.shape[0] * q.shape[1]);
    const int tokens = static_cast<int>(q.shape[2]);
    const int d_k = static_cast<int>(q.shape[3]);
    const int d_v = static_cast<int>(v.shape[3]);
    const Mask mask = folder.contains("bidir")      ? Mask::none()
                      : folder.contains("diagonal") ? Mask::diagonal()
                                                    : Mask::causal();
    for (int h = 0; h < heads; ++h) {
      const LossHead head = {{block_of(q, h, tokens, d_k),
                              block_of(golden(folder, "k"), h, tokens, d_k),
                              block_of(v, h, tokens, d_v),
                              {}},
                             mask,
                             block_of(golden(folder, "dout"), h, tokens, d_v),
                             {.scale = 1 / std::sqrt(double(d_k))}};
      const future::Split split = future::split(head);
      check_near(split.whole.q, block_of(golden(folder, "dq"), h, tokens, d_k));
      check_near(split.whole.k, block_of(golden(folder, "dk"), h, tokens, d_k));
      check_near(split.whole.v, block_of(golden(folder, "dv"), h, tokens, d_v));
      check_near(split.own.k, block_of(golden(folder, "dk_self"), h, tokens, d_k));
      check_near(split.own.v, block_of(golden(folder, "dv_self"), h, tokens, d_v));
      Matrix<double> others = split.later.k;
      add(others, split.earlier.k);
      check_near(others, block_of(golden(folder, "dk_other"), h, tokens, d_k));
      const NpyArray by_keys = golden(folder, "contrib_dk");
      const NpyArray by_values = golden(folder, "contrib_dv");
      for (int query = 0; query < tokens; ++query) {
        const future::Gradients term = future::contribution(head, query);
        check_near(term.k, block_of(by_keys, h * tokens + query, tokens, d_k));
        check_near(term.v, block_of(by_values, h * tokens + query, tokens, d_v));
      }
    }
  }
}

TEST_CASE("future gradients: those by the projections are golden's, own and others too") {
  const std::string folder = "gradw-causal-b2h2s7m5d3";
  constexpr int heads = 2;
  constexpr int tokens = 7;
  constexpr int d_model = 5;
  constexpr int width = 3;
  for (int h = 0; h < heads; ++h) {
    future::Gradients whole{Matrix<double>(width, d_model), Matrix<double>(width, d_model),
                            Matrix<double>(width, d_model)};
    future::Gradients own = whole;
    future::Gradients others = whole;
    for (int b = 0; b < 2; ++b) {
      const future::Projections w = {block_of(golden(folder, "x"), b, tokens, d_model),
                                     block_of(golden(folder, "w_q"), h, width, d_model),
                                     block_of(golden(folder, "w_k"), h, width, d_model),
                                     block_of(golden(folder, "w_v"), h, width, d_model)};
      const LossHead head = {future::projected(w),
                             Mask::causal(),
                             block_of(golden(folder, "dout"), b * heads + h, tokens, width),
                             {.scale = 1 / std::sqrt(3.0)}};
      const future::Split split = future::split(head);
      const auto sum = [&w](future::Gradients& into, const future::Gradients& rows) {
        const future::Gradients one = future::weight_gradients(w, rows);
        add(into.q, one.q);
        add(into.k, one.k);
        add(into.v, one.v);
      };
      sum(whole, split.whole);
      sum(own, split.own);
      sum(others, split.later);
    }
    check_near(whole.q, block_of(golden(folder, "dw_q"), h, width, d_model));
    check_near(whole.k, block_of(golden(folder, "dw_k"), h, width, d_model));
    check_near(whole.v, block_of(golden(folder, "dw_v"), h, width, d_model));
    check_near(own.k, block_of(golden(folder, "dw_k_self"), h, width, d_model));
    check_near(own.v, block_of(golden(folder, "dw_v_self"), h, width, d_model));
    check_near(others.k, block_of(golden(folder, "dw_k_other"), h, width, d_model));
    check_near(others.v, block_of(golden(folder, "dw_v_other"), h, width, d_model));
  }
}
