#include "studies/road/equalities.h"

#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/decayed_attention/instance.h"
#include "mechanisms/retention/decay.h"
#include "studies/road/stops.h"
#include "tensor/difference.h"

namespace lookback::road {
namespace {

using Verdict = Comparison::Verdict;

// A pass in fractions over more than these takes longer than a slice of work should.
constexpr int most_exact_work = 700;  // S² (d_k + d_v)

HeadInputs<double> numbers_of(const Experiment& e) { return inputs_of(e, e.token_count()); }

Matrix<double> output_of(const Experiment& e) {
  return form_of(e).pass.in_double(numbers_of(e), e.mask, e.parameters, {}).output;
}

Experiment in_form(Experiment e, std::string_view form) {
  e.form = form;
  return e;
}

Experiment with(Experiment e, std::string_view parameter, double value) {
  e.parameters[std::string(parameter)] = value;
  return e;
}

// What rounding may amount to: an output is a sum of S products of a query, a key and a value, or an average
// of values whose weights are exponentials of such products.
double tolerance(const Experiment& e, int stop) {
  const double values = greatest_magnitude(e.inputs.v);
  const double products =
      1 + (e.key_width() * greatest_magnitude(e.inputs.q) + 1) * greatest_magnitude(e.inputs.k);
  const bool averages = stop <= 1 || stop == last_stop;
  return averages ? values * std::min(1e-6, 1e-12 * products) : values * 1e-12 * products * e.token_count();
}

// Whether fractions can tell whether two forms are the same, in the time there is.
bool can_be_exact(const Experiment& a, const Experiment& b) {
  const int n = a.token_count();
  return form_of(a).pass.in_rational != nullptr && form_of(b).pass.in_rational != nullptr &&
         n * n * (a.key_width() + a.value_width()) <= most_exact_work;
}

// All comparisons of one stop.
class Comparing {
 public:
  Comparing(const Experiment& experiment, int stop)
      : experiment_(experiment), stop_(stop), here_(at_stop(experiment, stop)), output_(output_of(here_)) {}

  std::vector<Comparison> all() {
    against_last_stop();
    static constexpr void (Comparing::* of_stop[])() = {
        &Comparing::softmax,  &Comparing::own_queries, &Comparing::no_softmax,
        &Comparing::brackets, &Comparing::prefix,      &Comparing::decay,
        &Comparing::rotation, &Comparing::retention,   &Comparing::wkv};
    (this->*of_stop[stop_])();
    return std::move(found_);
  }

 private:
  void against_last_stop() {
    if (stop_ > 0 && !refusal_at(experiment_, stop_ - 1)) {
      same(say("This stop against the last one"), here_, at_stop(experiment_, stop_ - 1));
    }
  }

  void softmax() {
    same(say("All tokens in one pass"), in_form(here_, "materialised"), here_);
    reweighing();
  }

  void own_queries() {
    reweighing();
    same(say("All tokens in one pass, against n and d"), in_form(here_, "parallel"), here_);
    same(say("RWKV-4 with w = u = 0 and every key s_t = q_t·k_t"), wkv_of_scores(), here_);
  }

  void no_softmax() {
    const Matrix<double> weights = weights_of(here_);
    double least = weights(0, 0);
    for (const double weight : weights.elements()) {
      least = std::min(least, weight);
    }
    double sum = 0;
    for (const double weight : weights.row(weights.rows() - 1)) {
      sum += weight;
    }
    number(say("The least weight q_i·k_j"), least,
           least < 0 ? say("negative") : say("none is negative here"));
    number(say("The last query's weights sum to"), sum, say("nothing makes it 1"));
  }

  void brackets() {
    const Experiment masked = in_form(at_stop(experiment_, 4), "parallel");
    same(say("With a mask between: (QKᵀ ⊙ mask)V"), masked, here_);
    const std::int64_t n = first_cheaper_length();
    number(say("Length n from which it needs fewer multiply–adds"), static_cast<double>(n),
           here_.token_count() >= n ? say("reached here") : say("not reached here"));
  }

  void prefix() {
    const Matrix<double> before = output_at(experiment_, stop_ - 1);
    const int last = output_.rows() - 1;
    same(say("The last row alone: its query sees every key"), output_.slice(last, 1), before.slice(last, 1));
    same(say("(QKᵀ ⊙ mask)V, all tokens in one pass"), in_form(here_, "parallel"), here_);
    same(in_chunks(), in_form(here_, "chunkwise"), here_);
  }

  void decay() {
    same(say("With γ = 1 against the last stop"), with(here_, "gamma", 1), at_stop(experiment_, stop_ - 1));
    same(say("(QKᵀ ⊙ D)V, all tokens in one pass"), in_form(here_, "parallel"), here_);
    constexpr int steps = 5;
    const double left = decayed_attention::decay_mask(steps + 1, Mask::causal(), decay_of(here_))(steps, 0);
    number(say("A token {0} steps back weighs γ^{0}", steps), left,
           left > 0 ? "1/" + brief(1 / left) : say("nothing is left"));
  }

  void rotation() {
    constexpr int later = 7;
    decayed_attention::Options options;
    options.decay = decay_of(here_);
    options.rotation = rotation_here();
    const auto from = [&](int first) {
      const HeadInputs<double> turned =
          decayed_attention::prepared<double>(experiment_.inputs, options, first);
      return decayed_attention::parallel<double>(turned, Mask::causal(), options.decay, {}).output;
    };
    same(say("Every token {0} positions later", later), from(later), from(0));
    same(say("(Q′K′ᵀ ⊙ D)V, all tokens in one pass"), in_form(here_, "parallel"), here_);
    same(say("q and k as they are, S turned back each step"), with_turned_state(), output_);
  }

  void retention() {
    const int head = static_cast<int>(parameter_of(here_, "head"));
    const double gamma = retention::decay_of_head(head);
    same(say("Without σ: the last stop with γ = γ_h"), with(here_, "scaled", 0),
         with(at_stop(experiment_, stop_ - 1), "gamma", gamma));
    same(say("All tokens in one pass"), in_form(here_, "parallel"), here_);
    same(in_chunks(), in_form(here_, "chunkwise"), here_);
    number(say("Tokens until γ_h halves a value"), std::log(0.5) / std::log(gamma), "γ_h = " + brief(gamma));
  }

  void wkv() {
    Experiment moved = here_;
    for (double& element : moved.inputs.q.elements()) {
      element += 1;
    }
    same(say("Every query moved by 1"), moved, here_);
    same(say("All tokens in one pass"), in_form(here_, "parallel"), here_);
    same(say("The first output against v_0"), output_.top(1), experiment_.inputs.v.top(1));
    same(say("With w = u = 0 and every key s_t: stop 1"), wkv_of_scores(), at_stop(experiment_, 1));
  }

  void same(std::string title, const Experiment& a, const Experiment& b) {
    same(std::move(title), output_of(a), output_of(b));
    if (found_.back().equal() && can_be_exact(a, b)) {
      found_.back().sides = {a, b};
    }
  }
  void same(std::string title, const Matrix<double>& a, const Matrix<double>& b) {
    const double difference = greatest_difference(a, b);
    const bool close = difference <= tolerance(experiment_, stop_);
    found_.push_back({std::move(title), difference, close ? Verdict::rounding : Verdict::apart});
  }
  void number(std::string title, double value, std::string remark) {
    found_.push_back({std::move(title), value, Verdict::number, std::move(remark)});
  }

  static Matrix<double> weights_of(const Experiment& e) {
    return mechanism_of(e).trace(numbers_of(e), e.mask, e.parameters).weights;
  }

  // How much the weights of the older tokens, among themselves, move when the last query does: those that it
  // gives while its own token is hidden.
  void reweighing() {
    const int last = here_.token_count() - 1;
    Experiment before = here_;
    Matrix<std::uint8_t> bits = Mask::causal().as_bits(last + 1).bits();
    bits(last, last) = 0;
    before.mask = Mask::bits(std::move(bits));
    Experiment after = before;
    for (double& element : after.inputs.q.row(last)) {
      element += 1;
    }
    same(say("The older tokens' shares, last query moved by 1"), weights_of(after).slice(last, 1),
         weights_of(before).slice(last, 1));
  }

  // Stop 1 as RWKV-4: no decay, no bonus, and a token's score as its key in every channel.
  Experiment wkv_of_scores() const {
    const Experiment scored = at_stop(experiment_, 1);
    const Trace trace = mechanism_of(scored).trace(numbers_of(scored), scored.mask, scored.parameters);
    const int width = experiment_.value_width();
    Experiment result = at_stop(experiment_, last_stop);
    result.inputs.k = Matrix<double>(scored.token_count(), width);
    for (int t = 0; t < scored.token_count(); ++t) {
      std::ranges::fill(result.inputs.k.row(t), trace.more.front().values(t, 0));
    }
    for (const InputSpec& spec : mechanism_of(result).inputs) {
      result.more[std::string(spec.id)] = Matrix<double>(1, width);
    }
    return result;
  }

  // From how many tokens on Q(KᵀV) costs fewer multiply–adds than (QKᵀ)V.
  std::int64_t first_cheaper_length() const {
    const Experiment scores_first = at_stop(experiment_, 2);
    Setting setting = setting_of(here_);
    const auto mac = [&](const Experiment& e) { return mechanism_of(e).pass_cost(form_of(e), setting).mac; };
    setting.tokens = 1;
    while (mac(here_) >= mac(scores_first)) {
      ++setting.tokens;
    }
    return setting.tokens;
  }

  std::string in_chunks() const {
    return say("In chunks of {0}",
               plural("{0} token", "{0} tokens", static_cast<int>(parameter_of(here_, "chunk"))));
  }

  static double decay_of(const Experiment& e) { return parameter_of(e, "gamma"); }

  Rotation rotation_here() const {
    return *decayed_attention::rotation_of(static_cast<int>(parameter_of(here_, "rotation")),
                                           here_.key_width());
  }

  // S_t = γ R⁻¹ S_{t−1} + k_tᵀ v_t with R the rotation of one step.
  Matrix<double> with_turned_state() const {
    const HeadInputs<double>& inputs = experiment_.inputs;
    const Rotation rotation = rotation_here();
    Matrix<double> result(inputs.v.rows(), inputs.v.columns());
    Matrix<double> state(inputs.k.columns(), inputs.v.columns());
    for (int t = 0; t < result.rows(); ++t) {
      for (int c = 0; c < state.columns(); ++c) {
        std::vector<double> column;
        for (int a = 0; a < state.rows(); ++a) {
          column.push_back(state(a, c));
        }
        rotate<double>(column, -1, rotation);
        for (int a = 0; a < state.rows(); ++a) {
          state(a, c) = column[static_cast<std::size_t>(a)];
        }
      }
      decayed_attention::step<double>(state.elements(), inputs.q.row(t), inputs.k.row(t), inputs.v.row(t),
                                      decay_of(here_), result.row(t));
    }
    return result;
  }

  const Experiment& experiment_;
  int stop_;
  Experiment here_;
  Matrix<double> output_;
  std::vector<Comparison> found_;
};

}  // namespace

Refusal refusal_at(const Experiment& experiment, int stop) {
  const Experiment there = at_stop(experiment, stop);
  return form_of(there).absent(setting_of(there));
}

Matrix<double> output_at(const Experiment& experiment, int stop) {
  return output_of(at_stop(experiment, stop));
}

std::vector<Comparison> comparisons_at(const Experiment& experiment, int stop) {
  if (refusal_at(experiment, stop)) {
    return {};
  }
  return Comparing(experiment, stop).all();
}

}  // namespace lookback::road
