#include "voice/media/concealment.h"

#include <spandsp.h>

#include <algorithm>
#include <array>

namespace voice::media {

// spandsp's own history is put in order by a memcpy onto itself, so it is given ours, whole,
// at the beginning of each gap.
struct Concealment::State {
  static constexpr std::size_t kept = 320;
  static_assert(kept >= PLC_HISTORY_LEN);

  plc_state_t plc;
  std::array<std::int16_t, kept> history{};
  bool in_gap = false;

  void remember(std::span<const std::int16_t> samples) {
    if (samples.size() > kept) samples = samples.last(kept);
    std::copy(history.begin() + static_cast<std::ptrdiff_t>(samples.size()), history.end(), history.begin());
    std::copy(samples.begin(), samples.end(), history.end() - static_cast<std::ptrdiff_t>(samples.size()));
  }
  void begin_gap() {
    plc_init(&plc);
    auto copy = history;
    plc_rx(&plc, copy.data(), static_cast<int>(copy.size()));
    in_gap = true;
  }
};

Concealment::Concealment() : state_(std::make_unique<State>()) {}
Concealment::~Concealment() = default;
Concealment::Concealment(Concealment&&) noexcept = default;
Concealment& Concealment::operator=(Concealment&&) noexcept = default;

void Concealment::good(std::span<std::int16_t> samples) {
  if (state_->in_gap) plc_rx(&state_->plc, samples.data(), static_cast<int>(samples.size()));
  state_->in_gap = false;
  state_->remember(samples);
}

void Concealment::fill(std::span<std::int16_t> samples) {
  if (!state_->in_gap) state_->begin_gap();
  plc_fillin(&state_->plc, samples.data(), static_cast<int>(samples.size()));
}

}  // namespace voice::media
