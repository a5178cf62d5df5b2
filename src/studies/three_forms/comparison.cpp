#include "studies/three_forms/comparison.h"

#include <cmath>

#include "base/say.h"
#include "mechanisms/decayed_attention/instance.h"
#include "mechanisms/decayed_attention/mechanism.h"
#include "numbers/rational_of.h"
#include "tensor/difference.h"

namespace lookback::three_forms {
namespace {

const Mechanism& mechanism() { return decayed_attention::mechanism; }

// The pass of a form for one scalar.
template <class T>
Pass<T> pass_in(const Passes& passes) {
  if constexpr (std::same_as<T, double>) {
    return passes.in_double;
  } else if constexpr (std::same_as<T, float>) {
    return passes.in_float;
  } else if constexpr (std::same_as<T, Counted>) {
    return passes.in_counted;
  } else if constexpr (std::same_as<T, BFloat16>) {
    return passes.in_bfloat16;
  } else {
    return passes.in_rational;
  }
}

// The mechanism's own form, as it is.
template <class T>
Matrix<T> plain_form(std::size_t form, const HeadInputs<T>& inputs, const Setup& setup, Meter<T> meter) {
  Parameters parameters = setup.parameters;
  parameters["chunk"] = setup.chunk_size;
  const Pass<T> pass = pass_in<T>(find_form(mechanism(), form_ids[form])->pass);
  LOOKBACK_ASSERT(pass != nullptr);
  return pass(inputs, Mask::causal(), parameters, meter).output;
}

double gamma_of(const Setup& setup) { return parameter(mechanism(), setup.parameters, "gamma"); }

template <class T>
HeadInputs<T> prepared(const HeadInputs<T>& inputs, const Setup& setup) {
  const auto rotation = static_cast<int>(parameter(mechanism(), setup.parameters, "rotation"));
  return decayed_attention::prepared<T>(
      inputs,
      {.decay = {}, .scale = {}, .rotation = decayed_attention::rotation_of(rotation, inputs.k.columns())});
}

template <class T>
Matrix<T> chunkwise_with_slips(const HeadInputs<T>& rows, const Setup& setup) {
  return chunk_by_chunk<T>(rows, setup.chunk_size, [&](std::span<T> r, const HeadInputs<T>& part) {
    return chunk<T>(r, part, gamma_of(setup), setup.slips, Meter<T>{}).output;
  });
}

template <Transcendental T>
Matrix<T> normalised_form(std::size_t form, const HeadInputs<T>& rows, const Setup& setup) {
  const double gamma = gamma_of(setup);
  const Normalisations on = setup.normalisations;
  if (form == 0) {
    return parallel<T>(rows, gamma, on, {});
  }
  if (form == 1) {
    return recurrent<T>(rows, gamma);
  }
  return chunk_by_chunk<T>(rows, setup.chunk_size, [&](std::span<T> r, const HeadInputs<T>& part) {
    return chunk<T>(r, part, setup.chunk_size, gamma, on, setup.slips, {});
  });
}

// Whether the form is not the mechanism's.
bool is_normalised(std::size_t form, Normalisations on) {
  return form == 1 ? on.state_root : on.decay_root || on.row_clamp;
}

template <class T>
Matrix<T> form_output(std::size_t form, const HeadInputs<T>& inputs, const Setup& setup) {
  if constexpr (Transcendental<T>) {
    if (is_normalised(form, setup.normalisations)) {
      return normalised_form<T>(form, prepared<T>(inputs, setup), setup);
    }
  }
  return form == 2 && setup.slips.any() ? chunkwise_with_slips<T>(prepared<T>(inputs, setup), setup)
                                        : plain_form<T>(form, inputs, setup, {});
}

template <class T>
void scale(HeadInputs<T>& inputs, ScaleOn on) {
  if (on != ScaleOn::neither) {
    const T sigma = T(1 / std::sqrt(static_cast<double>(inputs.k.columns())));
    multiply_row<T>((on == ScaleOn::queries ? inputs.q : inputs.k).elements(), sigma);
  }
}

template <class T>
Difference difference(const Matrix<T>& a, const Matrix<T>& b) {
  Difference result;
  T most(0);
  for (std::size_t n = 0; n < a.elements().size(); ++n) {
    const T& x = a.elements()[n];
    const T& y = b.elements()[n];
    result.equal = result.equal && x == y;
    const double apart = x == y ? 0 : std::abs(plain(x) - plain(y));
    result.most = std::isnan(apart) || std::isnan(result.most) ? std::nan("") : std::max(result.most, apart);
    if constexpr (!Transcendental<T>) {
      most = maximum(most, absolute(x - y));
    }
  }
  if constexpr (!Transcendental<T>) {
    result.most = plain(most);
    result.exact = most.text();
  }
  return result;
}

template <class T>
Comparison compare_in(HeadInputs<T> inputs, const Setup& setup) {
  scale<T>(inputs, setup.scale_on);
  std::array<Matrix<T>, form_count> outputs;
  Comparison result;
  for (std::size_t form = 0; form < form_count; ++form) {
    Matrix<T>& output = outputs[form];
    output = form_output<T>(form, inputs, setup);
    if constexpr (Transcendental<T>) {
      for (int t = 0; setup.norm_epsilon && t < output.rows(); ++t) {
        retnet_layer::rms_norm<T>(output.row(t), *setup.norm_epsilon);
      }
    }
    FormOutput& shown = result.forms[form];
    shown.values = output.template map<double>([](const T& x) { return plain(x); });
    shown.differs = Matrix<std::uint8_t>(output.rows(), output.columns());
    for (std::size_t n = 0; n < output.elements().size(); ++n) {
      shown.differs.elements()[n] = output.elements()[n] == outputs[0].elements()[n] ? 0 : 1;
      if constexpr (!Transcendental<T>) {
        shown.exact.push_back(output.elements()[n].text());
      }
    }
  }
  for (std::size_t pair = 0; pair < form_pairs.size(); ++pair) {
    result.pairs[pair] = difference<T>(outputs[form_pairs[pair][0]], outputs[form_pairs[pair][1]]);
  }
  return result;
}

template <class T>
Comparison compare_as(const HeadInputs<double>& inputs, const Setup& setup) {
  return compare_in<T>(convert<T>(inputs, [](double x) { return T(x); }), setup);
}

Comparison compare_outputs(const HeadInputs<double>& inputs, const Setup& setup, NumberSystem system) {
  switch (system) {
    case NumberSystem::exact:
      return compare_in<Rational>(convert<Rational>(inputs, simplest_fraction), setup);
    case NumberSystem::as_float:
      return compare_as<float>(inputs, setup);
    case NumberSystem::as_bfloat16:
      return compare_as<BFloat16>(inputs, setup);
    case NumberSystem::as_double:
      break;
  }
  return compare_as<double>(inputs, setup);
}

// γ in 1024ths, and no sines.
bool has_short_factors(const Setup& setup) {
  const double scaled = gamma_of(setup) * 1024;
  return scaled == std::floor(scaled) && parameter(mechanism(), setup.parameters, "rotation") == 0;
}

Matrix<double> without_signs(const Matrix<double>& matrix) {
  return matrix.map<double>([](double x) { return std::abs(x); });
}

}  // namespace

std::string exact_refusal(const HeadInputs<double>& inputs, const Setup& setup) {
  if (setup.takes_roots()) {
    return say(
        "The official code's normalisations take square roots, which have no exact fractions: choose "
        "double, float or bfloat16.");
  }
  const int widest = std::max(inputs.k.columns(), inputs.v.columns());
  const bool is_short = has_short_factors(setup);
  const ExactSize most = is_short ? most_with_short_factors : most_with_long_factors;
  if (inputs.v.rows() > most.tokens || widest > most.width) {
    return is_short
               ? say("Exact fractions grow long: they are computed for up to {0} tokens and widths of up to "
                     "{1}.",
                     most.tokens, most.width)
               : say("Exact fractions grow long: with a γ that is no short fraction, or a rotation, they are "
                     "computed for up to {0} tokens and widths of up to {1}.",
                     most.tokens, most.width);
  }
  return "";
}

Comparison compare(const HeadInputs<double>& inputs, const Setup& setup, NumberSystem system) {
  Comparison result = compare_outputs(inputs, setup, system);
  for (std::size_t form = 0; form < form_count; ++form) {
    Cost& cost = result.costs[form];
    plain_form<Counted>(form, counted(inputs, cost), setup, {&cost});
  }
  return result;
}

double rounding_in_double(const HeadInputs<double>& inputs, const Setup& setup) {
  constexpr double relative = 1e-12;
  constexpr double relative_after_norm = 1e-9;  // a norm divides by what cancelling left
  if (setup.norm_epsilon) {
    return relative_after_norm * std::sqrt(static_cast<double>(inputs.v.columns()));
  }
  // What the sums would be if nothing in them cancelled.
  HeadInputs<double> sizes = {without_signs(inputs.q), without_signs(inputs.k), without_signs(inputs.v), {}};
  scale<double>(sizes, setup.scale_on);
  Setup unrotated = setup;
  unrotated.parameters.erase("rotation");
  const double most = greatest_magnitude(plain_form<double>(0, sizes, unrotated, {}));
  const bool turned = parameter(mechanism(), setup.parameters, "rotation") != 0;
  return relative * most * (turned ? 2 : 1);
}

}  // namespace lookback::three_forms
