#include "mechanisms/position/rotation.h"

namespace lookback {
namespace {

Rotation xpos(int width, const Xpos& xpos, double sign) {
  Rotation result = rope(width, Pairing::interleaved, xpos.base);
  result.gain_centre = xpos.centre;
  for (int i = 0; i < width / 2; ++i) {
    const double zeta = (2.0 * i / width + xpos.gamma) / (1 + xpos.gamma);
    result.log_gains.push_back(sign * std::log(zeta) / xpos.scale_base);
  }
  return result;
}

}  // namespace

Rotation rope(int rotary_width, Pairing pairing, double base) {
  Rotation result{.pairing = pairing, .angles = {}};
  for (int i = 0; i < rotary_width / 2; ++i) {
    result.angles.push_back(std::pow(base, -2.0 * i / rotary_width));
  }
  return result;
}

Rotation retnet_rotation(int width) {
  Rotation result{.pairing = Pairing::interleaved, .angles = {}};
  const int pairs = width / 2;
  for (int i = 0; i < pairs; ++i) {
    result.angles.push_back(pairs == 1 ? 1 : std::pow(10000.0, -static_cast<double>(i) / (pairs - 1)));
  }
  return result;
}

Rotation xpos_of_queries(int width, const Xpos& options) { return xpos(width, options, 1); }
Rotation xpos_of_keys(int width, const Xpos& options) { return xpos(width, options, -1); }

}  // namespace lookback
