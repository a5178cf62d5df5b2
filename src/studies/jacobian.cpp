#include "studies/jacobian.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lookback {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view names[] = {"q", "k", "v"};

std::string element(std::string_view name, int count, int place) {
  return count == 1 ? std::string(name) : std::string(name) + "[" + std::to_string(place) + "]";
}

// A row, a column, or both: what belongs to a pair of tokens is brought by either.
void add_own(std::vector<Brought>& all, const InputSpec& spec, const Matrix<double>& values, int matrix,
             int token) {
  if (spec.optional && token >= values.rows()) {
    return;  // not given for this token
  }
  const bool by_row = spec.rows == Size::tokens;
  const bool by_column = spec.columns == Size::tokens;
  for (int c = 0; by_row && c < values.columns(); ++c) {
    const std::string name =
        by_column ? std::string(spec.id) + "[" + std::to_string(token) + "," + std::to_string(c) + "]"
                  : element(spec.id, values.columns(), c);
    all.push_back({name, matrix, token, c});
  }
  for (int r = 0; by_column && r < values.rows(); ++r) {
    if (by_row && r == token) {
      continue;
    }
    const std::string name =
        by_row ? std::string(spec.id) + "[" + std::to_string(r) + "," + std::to_string(token) + "]"
               : element(spec.id, values.rows(), r);
    all.push_back({name, matrix, r, token});
  }
}

}  // namespace

std::vector<Brought> brought_by(const Mechanism& mechanism, const Parameters& parameters,
                                const HeadInputs<double>& inputs, int token) {
  std::vector<Brought> all;
  const bool reads[] = {mechanism.reads.q, mechanism.reads.k, mechanism.reads.v};
  const int widths[] = {inputs.q.columns(), inputs.k.columns(), inputs.v.columns()};
  for (int matrix = 0; matrix < 3; ++matrix) {
    for (int c = 0; reads[matrix] && c < widths[matrix]; ++c) {
      all.push_back({element(names[matrix], widths[matrix], c), matrix, token, c});
    }
  }
  for (std::size_t n = 0; n < mechanism.inputs.size(); ++n) {
    const InputSpec& spec = mechanism.inputs[n];
    if (spec.read == nullptr || spec.read(parameters)) {
      add_own(all, spec, inputs.more[n], 3 + static_cast<int>(n), token);
    }
  }
  return all;
}

Jacobian::Jacobian(const HeadInputs<double>& inputs, std::vector<std::vector<Brought>> brought)
    : inputs_(convert<Dual>(inputs, [](double x) { return Dual(x); })), brought_(std::move(brought)) {
  for (const std::vector<Brought>& numbers : brought_) {
    passes_ += static_cast<int>(numbers.size());
  }
}

bool Jacobian::step(const DualPass& pass) { return !done() && end_pass(pass(begin_pass())); }

const HeadInputs<Dual>& Jacobian::begin_pass() {
  LOOKBACK_ASSERT(!done());
  tried() = Dual(tried().value(), 1);
  return inputs_;
}

bool Jacobian::end_pass(const Matrix<Dual>& outputs) {
  tried() = Dual(tried().value());
  if (number_ == 0) {
    width_ = outputs.columns();
    slopes_.emplace_back(outputs.rows() * width_, static_cast<int>(brought(token_).size()));
  }
  int row = 0;
  for (const Dual& output : outputs.elements()) {
    slopes_.back()(row++, number_) = output.derivative();
  }
  ++passed_;
  if (++number_ == static_cast<int>(brought(token_).size())) {
    next_token();
  }
  return !done();
}

Matrix<double> Jacobian::block(int output, int token) const {
  LOOKBACK_ASSERT(knows(token));
  return slopes_[static_cast<std::size_t>(token)].slice(output * width_, width_);
}

double Jacobian::largest(int output, int token) const {
  LOOKBACK_ASSERT(knows(token));
  return largest_[static_cast<std::size_t>(token)][static_cast<std::size_t>(output)];
}

void Jacobian::next_token() {
  const Matrix<double>& slopes = slopes_.back();
  std::vector<double>& largest = largest_.emplace_back();
  for (int row = 0; row < slopes.rows(); ++row) {
    if (row % width_ == 0) {
      largest.push_back(0);
    }
    for (const double slope : slopes.row(row)) {
      double& most = largest.back();
      most = std::isnan(slope) || std::isnan(most) ? nan : std::max(most, std::abs(slope));
    }
  }
  number_ = 0;
  ++token_;
}

}  // namespace lookback
