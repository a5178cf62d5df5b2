#include "map/scores.h"

#include <algorithm>

#include "kernels/lanes/portable.h"
#include "kernels/products.h"
#include "kernels/transpose.h"

// The kernels' product of a panel by itself, in 128 bits.
namespace lookback::map {
namespace {

// A set of lanes of our own, so that the linker keeps these functions apart from those that the kernels are
// made of.
struct Lanes : kernels::Portable {};
static_assert(kernels::columns_of<Lanes> == panel_queries);

}  // namespace

ScorePanel::ScorePanel(int width)
    : width_(width), queries_(static_cast<std::size_t>(width) * panel_queries) {}

void ScorePanel::take(const float* q, int count, float scale) {
  std::ranges::fill(queries_, 0.0F);
  kernels::transpose<Lanes>(q, width_, count, width_, scale, queries_.data(), panel_queries);
}

void ScorePanel::scores(const float* k, int keys, float* to) const {
  kernels::panel_scores<Lanes>(queries_.data(), k, width_, keys, to);
}

}  // namespace lookback::map
