#include "studies/predict/views.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "cost/amount_text.h"
#include "studies/predict/fit.h"

namespace lookback::predict {
namespace {

std::vector<double> abscissas() { return {lengths.begin(), lengths.end()}; }

std::vector<double> multiply_adds(const Asked& asked) {
  std::vector<double> macs;
  for (const int length : lengths) {
    macs.push_back(static_cast<double>(cost_at(asked, length).mac));
  }
  return macs;
}

// In terms of the first.
std::vector<double> grown(std::vector<double> values) {
  const double first = values.front();
  for (double& value : values) {
    value /= first;
  }
  return values;
}

std::vector<double> row_of(const Matrix<double>& guess) { return {guess.row(0).begin(), guess.row(0).end()}; }

std::string times(double factor) { return "×" + brief(factor); }

// What one run found out.
struct Found {
  std::vector<double> macs;
  std::vector<double> times_ms;  // empty without a clock, or where the clock stood still

  bool timed() const { return !times_ms.empty(); }
};

Found found_by(const Asked& asked, const Measurement& measurement) {
  Found found = {multiply_adds(asked), measurement.times_ms()};
  if (std::ranges::any_of(found.times_ms, [](double ms) { return !(ms > 0); })) {
    found.times_ms.clear();
  }
  return found;
}

Chart growth_chart(const Matrix<double>& guess, const Found* found) {
  Chart chart = {.id = "growth",
                 .title = say("Times as much as at {0} tokens", lengths.front()),
                 .x_title = say("tokens S"),
                 .y_title = say("times as much"),
                 .xs = abscissas(),
                 .curves = {{.id = std::string(guess_input.id),
                             .title = say(guess_input.title),
                             .tone = Tone::warning,
                             .ys = row_of(guess),
                             .dashed = true}},
                 .log_x = true,
                 .log_y = true,
                 .drawn_input = std::string(guess_input.id)};
  if (found == nullptr) {
    return chart;
  }
  chart.curves.push_back(
      {.id = "counted", .title = say("Multiply–adds"), .tone = Tone::accent, .ys = grown(found->macs)});
  if (found->timed()) {
    chart.curves.push_back({.id = "timed",
                            .title = say("Time on this machine, now"),
                            .tone = Tone::output,
                            .ys = grown(found->times_ms),
                            .dots = true});
    const Fit fit = fit_quadratic(chart.xs, found->times_ms);
    Curve curve = {.id = "fitted",
                   .title = say("a·S² + b·S + c for the time"),
                   .tone = Tone::dim,
                   .ys = {},
                   .dashed = true};
    for (const double x : chart.xs) {
      curve.ys.push_back(fit(x) / found->times_ms.front());
    }
    chart.curves.push_back(std::move(curve));
  }
  return chart;
}

std::vector<std::string> length_headers() {
  std::vector<std::string> headers;
  for (const int length : lengths) {
    headers.push_back(std::to_string(length));
  }
  return headers;
}

SheetTable guess_table(const Matrix<double>& guess) {
  SheetTable table = {.id = std::string(guess_input.id),
                      .title = say("Your guess: times as much as at {0} tokens", lengths.front()),
                      .meaning = say("Type it here, or draw it into the chart."),
                      .look = SheetTable::Look::list,
                      .tone = Tone::plain,
                      .values = guess,
                      .rows = {say("times")},
                      .columns = length_headers(),
                      .editable = true,
                      .minimum = guess_input.minimum,
                      .maximum = guess_input.maximum};
  for (const double number : guess.elements()) {
    table.texts.push_back(shortest(number));
  }
  return table;
}

SheetTable found_table(const Asked& asked, const Matrix<double>& guess, const Found& found) {
  SheetTable table = {.id = "found",
                      .title = asked.of == Of::step ? say("What a step costs") : say("What a run costs"),
                      .meaning = found.timed() ? say("Times are of this machine, now, in double precision.")
                                               : say("There is no clock here, so there are no times."),
                      .look = SheetTable::Look::list,
                      .tone = Tone::plain,
                      .values = Matrix<double>(static_cast<int>(lengths.size()), found.timed() ? 5 : 3),
                      .rows = length_headers(),
                      .columns = {say(guess_input.title), say("Multiply–adds"), say("grew")}};
  if (found.timed()) {
    table.columns.insert(table.columns.end(), {say("Time, ms"), say("grew")});
  }
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const int row = static_cast<int>(i);
    table.values(row, 0) = guess(0, row);
    table.values(row, 1) = found.macs[i];
    table.values(row, 2) = found.macs[i] / found.macs.front();
    table.texts.insert(table.texts.end(), {times(guess(0, row)), amount_text(found.macs[i]),
                                           times(found.macs[i] / found.macs.front())});
    if (found.timed()) {
      table.values(row, 3) = found.times_ms[i];
      table.values(row, 4) = found.times_ms[i] / found.times_ms.front();
      table.texts.insert(table.texts.end(),
                         {brief(found.times_ms[i]), times(found.times_ms[i] / found.times_ms.front())});
    }
  }
  return table;
}

// A coefficient that rounding alone makes differ from nothing is nothing.
double rounded(double coefficient, double scale) {
  constexpr double lost_digits = 1e-9;
  return std::abs(coefficient) < lost_digits * scale ? 0 : coefficient;
}

// One row a quantity: a, b, c, and the residual at every length in per cent.
SheetTable fit_table(const Found& found) {
  SheetTable table = {
      .id = "fit",
      .title = say("a·S² + b·S + c, and what it leaves over at each length, %"),
      .meaning = say("Least squares of the relative residuals, so that every length counts alike."),
      .look = SheetTable::Look::list,
      .tone = Tone::plain,
      .columns = {"a", "b", "c"}};
  std::vector<const std::vector<double>*> quantities = {&found.macs};
  table.rows = {say("multiply–adds")};
  if (found.timed()) {
    quantities.push_back(&found.times_ms);
    table.rows.push_back(say("time, ms"));
  }
  const std::vector<std::string> headers = length_headers();
  table.columns.insert(table.columns.end(), headers.begin(), headers.end());
  const std::vector<double> xs = abscissas();
  table.values = Matrix<double>(static_cast<int>(quantities.size()), static_cast<int>(table.columns.size()));
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    const Fit fit = fit_quadratic(xs, *quantities[i]);
    const double first = quantities[i]->front();
    const double x = xs.front();
    std::vector<double> row = {rounded(fit.a, first / (x * x)), rounded(fit.b, first / x),
                               rounded(fit.c, first)};
    for (const double residual : fit.residuals) {
      row.push_back(rounded(100 * residual, 1));
    }
    std::ranges::copy(row, table.values.row(static_cast<int>(i)).begin());
    for (std::size_t column = 0; column < row.size(); ++column) {
      table.texts.push_back(column < 3 ? brief(row[column]) : fixed(row[column], 1));
    }
  }
  return table;
}

Buttons run_buttons(const Measurement* measurement) {
  const bool running = measurement != nullptr && !measurement->finished();
  return {"run.buttons",
          {{.id = "run", .title = say("Run"), .why_not = running ? say("It is running.") : ""},
           {.id = "cancel", .title = say("Cancel"), .why_not = running ? "" : say("Nothing is running.")}}};
}

std::string finding_before(const Asked& asked) {
  const std::string first = amount_text(multiply_adds(asked).front());
  return asked.of == Of::step ? say("Draw how many times as much a step costs at longer lengths as at {0} "
                                    "tokens, where it is {1} "
                                    "multiply–adds. Then run it.",
                                    lengths.front(), first)
                              : say("Draw how many times as much a run costs at longer lengths as at {0} "
                                    "tokens, where it is {1} "
                                    "multiply–adds. Then run it.",
                                    lengths.front(), first);
}

std::string finding_after(const Matrix<double>& guess, const Found& found, bool equal) {
  std::string text = score(guess, grown(found.macs));
  if (found.timed()) {
    text += " " + say("The time grew {0} on this machine, now.",
                      times(found.times_ms.back() / found.times_ms.front()));
  }
  if (!equal) {
    text += " " + say("What was counted differs from the closed form: that is a mistake of this page.");
  }
  return text;
}

}  // namespace

std::string score(const Matrix<double>& guess, const std::vector<double>& grown) {
  constexpr double hit = 1.1;
  double worst = 0;
  std::size_t where = 0;
  for (std::size_t i = 0; i < grown.size(); ++i) {
    const double off = std::abs(std::log(guess(0, static_cast<int>(i)) / grown[i]));
    if (off > worst) {
      worst = off;
      where = i;
    }
  }
  const bool drawn =
      std::ranges::any_of(guess.elements(), [](double x) { return x != guess_input.start_value; });
  if (drawn && worst <= std::log(hit)) {
    return say("The multiply–adds grew {0} from {1} to {2} tokens: your guess is right everywhere, to 10 %.",
               times(grown.back()), lengths.front(), lengths.back());
  }
  const std::string truth = say("The multiply–adds grew {0} from {1} to {2} tokens.", times(grown.back()),
                                lengths.front(), lengths.back());
  return truth + " " +
         (drawn ? say("Your guess is furthest off at {0}: {1} for {2}.", lengths[where],
                      times(guess(0, static_cast<int>(where))), times(grown[where]))
                : say("You had drawn no guess."));
}

Sheet sheet_of(const Asked& asked, const Matrix<double>& guess, const Measurement* measurement) {
  if (measurement == nullptr || !measurement->finished()) {
    std::string finding = finding_before(asked);
    if (measurement != nullptr) {
      finding = say("Running: {0} % done.", fixed(100 * measurement->progress(), 0));
    }
    return {std::move(finding),
            {{"guess.section",
              "",
              {growth_chart(guess, nullptr), guess_table(guess), run_buttons(measurement)}}}};
  }
  const Found found = found_by(asked, *measurement);
  Prose counted = {
      .id = "counted.line",
      .lines = {
          {{measurement->counters_equal()
                ? say("Counted step by step up to {0} tokens: every counter equals its closed form.",
                      CountCheck::longest)
                : say("Counted step by step up to {0} tokens: not every counter equals its closed form.",
                      CountCheck::longest),
            Tone::dim}}}};
  return {
      finding_after(guess, found, measurement->counters_equal()),
      {{"guess.section", "", {growth_chart(guess, &found), guess_table(guess), run_buttons(measurement)}},
       {"found.section", say("Counted and timed"), {found_table(asked, guess, found), std::move(counted)}},
       {"fit.section", say("The shape of the curve"), {fit_table(found)}}}};
}

}  // namespace lookback::predict
