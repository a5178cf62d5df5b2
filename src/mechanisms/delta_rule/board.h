#pragma once

#include "base/say.h"
#include "mechanisms/delta_rule/recurrence.h"
#include "mechanisms/mechanism.h"

// What the delta rule and the gated delta rule show alike.
namespace lookback::delta_rule {

inline constexpr std::array<ParameterSpec, 2> parameters = {{scaled_parameter, chunk_parameter}};

inline constexpr InputSpec beta_input = {
    .id = "beta",
    .title = "strengths β"_said,
    .meaning =
        "How much of the difference between its value and what S answers to its key a token writes. S stays "
        "bounded while β times the squared length of the key is at most 2."_said,
    .rows = Size::tokens,
    .columns = Size::one,
    .start = Start::constant,
    .start_value = 0.5,
    .minimum = 0,
    .maximum = 2};

inline constexpr std::array<Form, 2> forms = {{
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning = "One token at a time: S answers the key, and the difference to the value is written."_said,
     .absent = needs_causal,
     .pass = passes_of<ByStepping<Recurrence>>()},
    {.id = "chunkwise",
     .title = "Chunkwise"_said,
     .meaning = "Chunks at once: what their tokens write solves a triangular system."_said,
     .own_parameters = chunk_only,
     .absent = needs_causal,
     .pass = passes_of<ByChunks<Recurrence>>()},
}};

BoardTitles titles(const Parameters& chosen, bool turned);
Trace trace(const HeadInputs<double>& head, const Mask& mask, const Parameters& chosen);
Cost pass_cost(const Form& form, const Setting& setting, bool gated);
std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& head, const Trace& trace,
                          const Mask& mask, const Parameters& chosen);

}  // namespace lookback::delta_rule
