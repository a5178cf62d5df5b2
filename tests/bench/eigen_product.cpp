#include "bench/eigen_product.h"

#include <Eigen/Core>

namespace lookback::bench {

void eigen_product(const float* q, const float* k, int tokens, int width, float* scores) {
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Eigen::Map<Rows>(scores, tokens, tokens).noalias() =
      Eigen::Map<const Rows>(q, tokens, width) * Eigen::Map<const Rows>(k, tokens, width).transpose();
}

}  // namespace lookback::bench
