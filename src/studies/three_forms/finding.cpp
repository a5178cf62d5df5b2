#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "studies/three_forms/sheet.h"
#include "tensor/difference.h"

namespace lookback::three_forms {
namespace {

// Of outputs, that a number system's few digits explain. Beyond, its range is left.
constexpr double largest_rounding = 0.25;

std::string amount(const Difference& difference) {
  return difference.exact.empty() ? brief(difference.most)
                                  : short_fraction(difference.exact, difference.most);
}

const Difference& largest(const Comparison& comparison) {
  return *std::ranges::max_element(comparison.pairs, {}, &Difference::most);
}

// The form that alone differs from the others in more than rounding, or none.
std::optional<std::size_t> odd_one(const std::array<bool, 3>& apart) {
  for (std::size_t pair = 0; pair < form_pairs.size(); ++pair) {
    if (!apart[pair]) {
      return form_count - form_pairs[pair][0] - form_pairs[pair][1];
    }
  }
  return std::nullopt;
}

// One form that differs from the two others, which agree, but for rounding perhaps.
std::string of_odd_one(const Comparison& comparison, std::size_t odd) {
  const std::size_t pair = form_count - 1 - odd;
  const auto [a, b] = form_pairs[pair];
  const Difference& others = comparison.pairs[pair];
  const std::string title = say(form_titles[odd]);
  const std::string most = amount(largest(comparison));
  return others.equal
             ? say("{0} differs from the others by up to {1}; {2} and {3} are equal to the last digit.",
                   title, most, say(form_names[a]), say(form_names[b]))
             : say("{0} differs from the others by up to {1}; {2} and {3} differ by rounding alone, {4}.",
                   title, most, say(form_names[a]), say(form_names[b]), amount(others));
}

std::string reason(const Setup& setup) {
  std::string text;
  if (setup.slips.zeta_missing) {
    text += " " + say("ζ is left out, so a chunk's early tokens enter the state as if they had not faded.");
  }
  if (setup.slips.later_state) {
    text += " " +
            say("R_i is read for R_{i−1}, so a chunk's queries meet their own chunk twice, later keys too.");
  }
  if (setup.normalisations.any()) {
    text += !setup.norm_epsilon ? " " + say("Each form divides its rows by numbers of its own.")
            : *setup.norm_epsilon > 0
                ? " " + say("The norm would take out each form's own factors if ε were 0.")
                : "";
  }
  return text;
}

}  // namespace

std::string finding(const Comparison& comparison, NumberSystem system, const Setup& setup,
                    const HeadInputs<double>& inputs) {
  const bool exact = system == NumberSystem::exact;
  const bool equal = std::ranges::all_of(comparison.pairs, &Difference::equal);
  const std::string numbers = say(number_systems[static_cast<std::size_t>(system)]);
  const std::string of_slip = setup.slips.any() ? " " + say("The slip changes nothing here.") : "";
  if (equal) {
    return say("Parallel, recurrent and chunkwise are equal to the last digit, in {0}.", numbers) + of_slip;
  }
  // What differs in double by more than rounding differs in truth.
  const Comparison in_double = exact ? comparison : compare(inputs, setup, NumberSystem::as_double);
  const double rounding = exact ? 0 : rounding_in_double(inputs, setup);
  std::array<bool, 3> apart{};
  for (std::size_t pair = 0; pair < apart.size(); ++pair) {
    apart[pair] = in_double.pairs[pair].most > rounding;
  }
  if (std::ranges::count(apart, true) == 0) {
    const double size = greatest_magnitude(in_double.forms.front().values);
    if (!(largest(comparison).most <= largest_rounding * size)) {
      return say(
          "The three forms differ by up to {0} in {1}: sums leave its range. In double they differ by "
          "rounding at most.",
          amount(largest(comparison)), numbers);
    }
    return say("The three forms differ by up to {0} in {1}, and that is rounding: without it they are equal.",
               amount(largest(comparison)), numbers) +
           of_slip;
  }
  const std::optional<std::size_t> odd = odd_one(apart);
  const std::string text =
      odd ? of_odd_one(comparison, *odd)
          : say("No two forms agree: they differ by up to {0}.", amount(largest(comparison)));
  return text + reason(setup);
}

}  // namespace lookback::three_forms
