#include "studies/long_map/map_work.h"

#include <algorithm>

#include "studies/long_map/opened.h"

namespace lookback::long_map {
namespace {

constexpr double step_ms = 2;
constexpr double show_every_ms = 500;  // tiles that grow
constexpr std::int64_t least_pace = 1'000'000;
constexpr std::int64_t most_pace = 200'000'000;

}  // namespace

MapWork::MapWork(const Experiment& experiment) : asked_(asked_of(experiment)) {
  if (!asked_.is_generated()) {
    opened_ = experiment;
  }
}

bool MapWork::step(Clock clock) {
  const double began = clock == nullptr ? 0 : clock();
  if (began - shown_ms_ >= show_every_ms) {
    shows_parts_ = true;
    shown_ms_ = began;
  }
  const bool paced = work_on();
  if (paced && clock != nullptr) {
    set_pace(clock() - began);
  }
  return progress() < 1;
}

// A coarse clock says 0 often: then steps grow until they can be measured.
void MapWork::set_pace(double took_ms) {
  const double factor = took_ms > 0 ? std::clamp(step_ms / took_ms, 0.5, 2.0) : 1.25;
  pace_ = std::clamp(static_cast<std::int64_t>(static_cast<double>(pace_) * factor), least_pace, most_pace);
}

// Whether that was as many multiply–adds as the pace says.
bool MapWork::work_on() {
  if (whole_ == nullptr) {
    begin();
    return false;
  }
  const map::LongAttention& attention = whole_->attention();
  // Retention's take a moment, and no tile waits for them.
  if (attention.is_retention() && !attention.done()) {
    whole_->step_rows(pace_, {});
    return true;
  }
  if (!reading_ && attention.has_weights(rows_to_read(attention, asked_.chosen))) {
    read_chosen();
    return false;
  }
  if (const auto place = next_tile(false)) {
    work_on_tile(*place);
    return true;
  }
  if (attention.done() && finding_.empty()) {
    work_on_finding();
    return false;
  }
  if (put_pooled_tile()) {
    return false;
  }
  if (next_tile(true)) {
    whole_->grow(pace_, rows_in_view());
  } else {
    whole_->step_rows(pace_, {});
  }
  return true;
}

void MapWork::work_on_finding() {
  const map::LongAttention& attention = whole_->attention();
  if (!finding_work_) {
    finding_work_.emplace(attention);
  }
  if (!finding_work_->step(attention)) {
    finding_ = finding_work_->sentence(attention);
    finding_work_.reset();
  }
}

void MapWork::begin() {
  Expected<map::LongInputs> inputs =
      opened_ ? opened_inputs(*opened_, files_) : map::LongInputs::generated(asked_.inputs);
  if (!inputs) {
    fault_ = inputs.error().sentence;
    return;
  }
  opened_.reset();
  for (const map::RowEdit& row : asked_.rows) {
    inputs->replace(row);
  }
  Expected<map::LongAttention> attention = map::LongAttention::of(std::move(*inputs), asked_.rule);
  LOOKBACK_ASSERT(attention.has_value());
  whole_ = std::make_unique<map::LongMap>(std::move(*attention));
  read_chosen();
}

void MapWork::work_on_tile(const map::TilePlace& place) {
  const map::LongAttention& attention = whole_->attention();
  const map::Block cells = map::cells_of(attention.tokens(), place);
  const map::Rows rows = {static_cast<int>(cells.first_query), static_cast<int>(cells.end_query)};
  if (!attention.has_weights(rows)) {
    whole_->step_rows(pace_, rows);
    return;
  }
  if (!tile_ || !(tile_place_ == place)) {
    tile_.emplace(attention, place, asked_.pooling);
    tile_place_ = place;
  }
  if (!tile_->step(attention, pace_)) {
    cache_.put(tile_->tile(attention));
    tile_.reset();
  }
}

// The first that is wanted and not there as it should be, among those that can be had without the pyramid,
// or from it.
std::optional<map::TilePlace> MapWork::next_tile(bool of_pyramid) const {
  for (const map::TilePlace& place : cache_.wanted()) {
    if (whole_->pyramid().serves(place.level) == of_pyramid &&
        map::exists(whole_->attention().tokens(), place) && !cache_.is_whole(place)) {
      return place;
    }
  }
  return std::nullopt;
}

// One that is wanted: at once if all of it is pooled, or nothing of it is there yet and something is known;
// else when it is time.
bool MapWork::put_pooled_tile() {
  const map::Pyramid& pyramid = whole_->pyramid();
  if (!pyramid.between_rows()) {
    return false;
  }
  for (const map::TilePlace& place : cache_.wanted()) {
    if (!pyramid.serves(place.level) || !map::exists(whole_->attention().tokens(), place) ||
        cache_.is_whole(place)) {
      continue;
    }
    const int rows = pyramid.pooled_rows(place);
    const bool is_new = cache_.find(place) == nullptr && !pyramid.has_nothing(place);
    if (pyramid.has(place)) {
      cache_.put(pyramid.tile(whole_->attention(), place, asked_.pooling));
      return true;
    }
    if (is_new || (shows_parts_ && rows > cache_.rows(place))) {
      cache_.put_part(pyramid.tile(whole_->attention(), place, asked_.pooling), rows);
      return true;
    }
  }
  shows_parts_ = false;
  return false;
}

// But for the tile of everything, which is always wanted.
map::Rows MapWork::rows_in_view() const {
  const int tokens = whole_->attention().tokens();
  map::Rows rows = {tokens, 0};
  for (const map::TilePlace& place : cache_.wanted()) {
    if (place.level == cache_.wanted().front().level) {
      const map::Block cells = map::cells_of(tokens, place);
      rows = {std::min(rows.first, static_cast<int>(cells.first_query)),
              std::max(rows.end, static_cast<int>(cells.end_query))};
    }
  }
  return rows;
}

bool MapWork::view_waits() const {
  const std::span<const map::TilePlace> wanted = cache_.wanted();
  return whole_ != nullptr && std::ranges::any_of(wanted, [&](const map::TilePlace& place) {
           return place.level == wanted.front().level && !cache_.is_whole(place);
         });
}

bool MapWork::view_is_old() const {
  const std::span<const map::TilePlace> wanted = cache_.wanted();
  return view_waits() && std::ranges::none_of(wanted, [&](const map::TilePlace& place) {
           return place.level == wanted.front().level && cache_.waits(place);
         });
}

double MapWork::progress() const {
  constexpr double nearly_all = 0.999;  // 1 says that nothing is left
  if (whole_ == nullptr) {
    return fault_.empty() ? 0 : 1;
  }
  if (!has_rows()) {
    return std::min(whole_->attention().progress(), nearly_all);
  }
  const bool left = finding_.empty() || !reading_ || next_tile(false) || next_tile(true);
  return left ? nearly_all : 1;
}

bool MapWork::want(std::span<const map::TilePlace> places) {
  places = places.first(std::min(places.size(), TileCache::most));
  if (std::ranges::equal(cache_.wanted(), places)) {
    return false;
  }
  cache_.want(places);
  return true;
}

}  // namespace lookback::long_map
