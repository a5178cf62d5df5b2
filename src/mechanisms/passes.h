#pragma once

#include <memory>

#include "mechanisms/decode_state.h"
#include "mechanisms/head_inputs.h"
#include "mechanisms/parameter.h"
#include "numbers/scalars.h"
#include "tensor/mask.h"

// One template, instantiated for every scalar that it exists for.
namespace lookback {

template <class T>
using Pass = HeadOutputs<T> (*)(const HeadInputs<T>&, const Mask&, const Parameters&, Meter<T>);

// A pass that is taken part by part, where the whole of it may take longer than a frame has.
template <class T>
class PassInParts {
 public:
  virtual ~PassInParts() = default;
  virtual bool step() = 0;            // takes one part; false when nothing is left
  virtual HeadOutputs<T> take() = 0;  // what came out, then
};

// What it is begun with must outlive it.
template <class T>
using StartParts = std::unique_ptr<PassInParts<T>> (*)(const HeadInputs<T>&, const Mask&, const Parameters&,
                                                       Meter<T>);

// The passes of one form. Where a scalar cannot serve the form, which then does not compile for it, there is
// none.
struct Passes {
  Pass<double> in_double = nullptr;
  Pass<Counted> in_counted = nullptr;
  Pass<float> in_float = nullptr;
  Pass<Dual> in_dual = nullptr;
  Pass<BFloat16> in_bfloat16 = nullptr;
  Pass<Rational> in_rational = nullptr;
  StartParts<Dual> dual_in_parts = nullptr;  // where the form names its parts
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

template <class Parts, class T>
std::unique_ptr<PassInParts<T>> start_parts(const HeadInputs<T>& inputs, const Mask& mask,
                                            const Parameters& chosen, Meter<T> meter) {
  class Begun : public PassInParts<T> {
   public:
    Begun(const HeadInputs<T>& i, const Mask& m, const Parameters& p, Meter<T> counter)
        : parts_(i, m, p, counter) {}
    bool step() override { return parts_.step(); }
    HeadOutputs<T> take() override { return parts_.take(); }

   private:
    Parts parts_;
  };
  return std::make_unique<Begun>(inputs, mask, chosen, meter);
}

// All parts at once.
template <class Parts, class T>
HeadOutputs<T> run_parts(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                         Meter<T> meter) {
  Parts parts(inputs, mask, chosen, meter);
  while (parts.step()) {
  }
  return parts.take();
}

// The passes of a form that is written as
//   struct Parallel {
//     template <Scalar T>  // or Transcendental, where it needs exp and the like
//     static HeadOutputs<T> run(const HeadInputs<T>&, const Mask&, const Parameters&, Meter<T>);
//   };
// One that can take long names its parts, `class Parts` with a constructor of the same arguments, `step` and
// `take`, and runs them.
template <class F>
constexpr Passes passes_of() {
  Passes passes;
  passes.in_double = pass_of<F, double>();
  passes.in_counted = pass_of<F, Counted>();
  passes.in_float = pass_of<F, float>();
  passes.in_dual = pass_of<F, Dual>();
  passes.in_bfloat16 = pass_of<F, BFloat16>();
  passes.in_rational = pass_of<F, Rational>();
  if constexpr (requires { typename F::template Parts<Dual>; }) {
    passes.dual_in_parts = &start_parts<typename F::template Parts<Dual>, Dual>;
  }
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
  class Parts {
   public:
    Parts(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen, Meter<T> meter)
        : inputs_(inputs),
          mask_(mask),
          chosen_(chosen),
          meter_(meter),
          state_(R::template start<T>(inputs, chosen, meter)) {}

    bool step() {
      const int tokens = inputs_.v.rows();
      if (token_ == tokens) {
        return false;
      }
      const HeadOutputs<T> row = R::template step<T>(state_, inputs_, mask_, chosen_, meter_);
      if (token_ == 0) {
        result_.output = Matrix<T>(tokens, row.output.columns());
      }
      std::ranges::copy(row.output.row(0), result_.output.row(token_).begin());
      result_.log_sum_exp.insert(result_.log_sum_exp.end(), row.log_sum_exp.begin(), row.log_sum_exp.end());
      return ++token_ < tokens;
    }
    HeadOutputs<T> take() { return std::move(result_); }

   private:
    const HeadInputs<T>& inputs_;
    const Mask& mask_;
    const Parameters& chosen_;
    Meter<T> meter_;
    DecodeState<T> state_;
    int token_ = 0;
    HeadOutputs<T> result_;
  };

  template <class T>
    requires requires { typename Parts<T>; }
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return run_parts<Parts<T>>(inputs, mask, chosen, meter);
  }
};

}  // namespace lookback
