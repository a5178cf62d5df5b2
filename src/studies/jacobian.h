#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mechanisms/mechanism.h"
#include "numbers/dual.h"

// What every output feels of every token: ∂o_i/∂x_j, where x_j is everything that token j brings. One pass in
// dual numbers gives one column of it; what does not depend is exactly 0.
namespace lookback {

// A number that a token brings.
struct Brought {
  std::string name;  // "k[1]"
  int matrix = 0;    // 0, 1, 2: Q, K, V; from 3 on the mechanism's own inputs
  int row = 0;
  int column = 0;
};

// Everything that a token brings to the mechanism: its rows (or columns) of what is read.
std::vector<Brought> brought_by(const Mechanism& mechanism, const Parameters& parameters,
                                const HeadInputs<double>& inputs, int token);

template <class T>
T& number_at(HeadInputs<T>& inputs, const Brought& place) {
  Matrix<T>* const own[] = {&inputs.q, &inputs.k, &inputs.v};
  constexpr int first_of_more = 3;
  Matrix<T>& matrix = place.matrix < first_of_more
                          ? *own[place.matrix]
                          : inputs.more[static_cast<std::size_t>(place.matrix - first_of_more)];
  return matrix(place.row, place.column);
}

// The outputs [S, d] of whatever is looked at.
using DualPass = std::function<Matrix<Dual>(const HeadInputs<Dual>&)>;

class Jacobian {
 public:
  // `brought`: for each token, what it brings.
  Jacobian(const HeadInputs<double>& inputs, std::vector<std::vector<Brought>> brought);

  // Tries one more number with one pass; false when that was the last. Or in parts: the inputs in which the
  // next number varies, which stay where they are, and the outputs that a pass made of them.
  bool step(const DualPass& pass);
  const HeadInputs<Dual>& begin_pass();
  bool end_pass(const Matrix<Dual>& outputs);

  int tokens() const { return static_cast<int>(brought_.size()); }
  int passes() const { return passes_; }  // in all
  int passed() const { return passed_; }
  bool done() const { return passed_ == passes_; }
  bool knows(int token) const { return token < token_ || done(); }
  const std::vector<Brought>& brought(int token) const { return brought_[static_cast<std::size_t>(token)]; }

  // Of a token that it knows: the block [d, numbers], and the largest magnitude in it; NaN if one is.
  Matrix<double> block(int output, int token) const;
  double largest(int output, int token) const;

 private:
  Dual& tried() { return number_at(inputs_, brought(token_)[static_cast<std::size_t>(number_)]); }
  void next_token();

  HeadInputs<Dual> inputs_;
  std::vector<std::vector<Brought>> brought_;
  std::vector<Matrix<double>> slopes_;        // for each token [S d, numbers]
  std::vector<std::vector<double>> largest_;  // for each token, by output
  int width_ = 0;                             // d
  int token_ = 0;                             // whose numbers are being tried
  int number_ = 0;
  int passes_ = 0;
  int passed_ = 0;
};

}  // namespace lookback
