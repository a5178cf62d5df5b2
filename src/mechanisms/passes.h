#pragma once

#include "mechanisms/decode_state.h"
#include "mechanisms/head_inputs.h"
#include "mechanisms/parameter.h"
#include "numbers/scalars.h"
#include "tensor/mask.h"

// One template, instantiated for every scalar that it exists for.
namespace lookback {

template <class T>
using Pass = HeadOutputs<T> (*)(const HeadInputs<T>&, const Mask&, const Parameters&, Meter<T>);

// The passes of one form. Where a scalar cannot serve the form, which then does not compile for it, there is
// none. The page instantiates what it shows; everything else has every scalar.
struct Passes {
  Pass<double> in_double = nullptr;
  Pass<Counted> in_counted = nullptr;
  Pass<float> in_float = nullptr;
  Pass<Dual> in_dual = nullptr;
  Pass<BFloat16> in_bfloat16 = nullptr;
  Pass<Rational> in_rational = nullptr;
};

// F::run<T> for one scalar, or nothing where its constraints rule the scalar out.
template <class F, class T>
constexpr Pass<T> pass_of() {
  if constexpr (requires { static_cast<Pass<T>>(&F::template run<T>); }) {
    return &F::template run<T>;
  } else {
    return nullptr;
  }
}

// The passes of a form that is written as
//   struct Parallel {
//     template <Scalar T>  // or Transcendental, where it needs exp and the like
//     static HeadOutputs<T> run(const HeadInputs<T>&, const Mask&, const Parameters&, Meter<T>);
//   };
template <class F>
constexpr Passes passes_of() {
  Passes passes;
  passes.in_double = pass_of<F, double>();
  passes.in_counted = pass_of<F, Counted>();
#if LOOKBACK_EVERY_SCALAR
  passes.in_float = pass_of<F, float>();
  passes.in_dual = pass_of<F, Dual>();
  passes.in_bfloat16 = pass_of<F, BFloat16>();
  passes.in_rational = pass_of<F, Rational>();
#endif
  return passes;
}

// A generation, token by token: the state before the first token, and the step that takes the next one, which
// reads the row of `inputs` at the state's position and gives an output of one row.
template <class T>
using StartState = DecodeState<T> (*)(const HeadInputs<T>& inputs, const Parameters&, Meter<T>);
template <class T>
using Step = HeadOutputs<T> (*)(DecodeState<T>&, const HeadInputs<T>& inputs, const Mask&, const Parameters&,
                                Meter<T>);

struct Steps {
  StartState<double> start_double = nullptr;
  StartState<Counted> start_counted = nullptr;
  Step<double> step_double = nullptr;
  Step<Counted> step_counted = nullptr;

  bool exist() const { return step_double != nullptr; }
};

// The steps of a recurrence that is written as
//   struct Recurrence {
//     template <Scalar T>
//     static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters&, Meter<T>);
//     template <Scalar T>
//     static HeadOutputs<T> step(DecodeState<T>&, const HeadInputs<T>& inputs, const Mask&,
//                                const Parameters&, Meter<T>);
//   };
template <class R>
constexpr Steps steps_of() {
  return {&R::template start<double>, &R::template start<Counted>, &R::template step<double>,
          &R::template step<Counted>};
}

// The recurrent form: the steps over all tokens, one after another.
template <class R>
struct ByStepping {
  template <class T>
    requires requires { static_cast<Step<T>>(&R::template step<T>); }
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    HeadOutputs<T> result;
    DecodeState<T> state = R::template start<T>(inputs, chosen, meter);
    const int tokens = inputs.v.rows();
    for (int t = 0; t < tokens; ++t) {
      const HeadOutputs<T> row = R::template step<T>(state, inputs, mask, chosen, meter);
      if (t == 0) {
        result.output = Matrix<T>(tokens, row.output.columns());
      }
      std::ranges::copy(row.output.row(0), result.output.row(t).begin());
      result.log_sum_exp.insert(result.log_sum_exp.end(), row.log_sum_exp.begin(), row.log_sum_exp.end());
    }
    return result;
  }
};

}  // namespace lookback
