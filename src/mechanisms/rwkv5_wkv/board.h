#pragma once

#include "base/say.h"
#include "mechanisms/mechanism.h"
#include "mechanisms/rwkv5_wkv/recurrence.h"

// What RWKV-5 and RWKV-6 show alike.
namespace lookback::rwkv5_wkv {

inline constexpr std::array<ParameterSpec, 1> parameters = {{chunk_parameter}};

inline constexpr InputSpec bonus_input = {
    .id = "bonus",
    .title = "bonus u"_said,
    .meaning = "How strongly a token reads itself, per channel; 1 is what the token before it has."_said,
    .rows = Size::one,
    .columns = Size::key_width,
    .start = Start::random,
    .start_value = 1,
    .start_spread = 0.5};

inline constexpr std::array<Form, 3> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning = "All S × S weights are held; each query is carried back over the tokens before it."_said,
     .holds_scores = true,
     .absent = needs_causal,
     .pass = passes_of<AllAtOnce<Recurrence>>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning = "One token at a time: the state is read, then it decays and takes the token in."_said,
     .absent = needs_causal,
     .pass = passes_of<ByStepping<Recurrence>>()},
    {.id = "chunkwise",
     .title = "Chunkwise"_said,
     .meaning = "Parallel inside chunks, recurrent from chunk to chunk."_said,
     .own_parameters = chunk_only,
     .absent = needs_causal,
     .pass = passes_of<ByChunks<Recurrence>>()},
}};

BoardTitles titles(const Parameters& chosen, bool turned);
Trace trace(const HeadInputs<double>& head, const Mask& mask, const Parameters& chosen);
Cost pass_cost(const Form& form, const Setting& setting);
Cost steps_cost(const Setting& setting);
std::string_view formula(std::string_view counter, Strategy strategy, const Setting& setting);
std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& head, const Trace& trace,
                          const Mask& mask, const Parameters& chosen);

}  // namespace lookback::rwkv5_wkv
