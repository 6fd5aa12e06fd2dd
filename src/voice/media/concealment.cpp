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
  static constexpr std::size_t piece = 160;
  template <class Work>
  void in_room(std::span<std::int16_t> samples, Work work);
};

Concealment::Concealment() : state_(std::make_unique<State>()) {}
Concealment::~Concealment() = default;
Concealment::Concealment(Concealment&&) noexcept = default;
Concealment& Concealment::operator=(Concealment&&) noexcept = default;

// Around a gap spandsp blends a quarter of a pitch period, however few samples it was given, so
// it works in a room that is large enough for that.
template <class Work>
void Concealment::State::in_room(std::span<std::int16_t> samples, Work work) {
  std::array<std::int16_t, piece + PLC_PITCH_MIN> room{};
  while (!samples.empty()) {
    const auto some = samples.first(std::min(samples.size(), piece));
    std::copy(some.begin(), some.end(), room.begin());
    work(&plc, room.data(), static_cast<int>(some.size()));
    std::copy_n(room.begin(), some.size(), some.begin());
    samples = samples.subspan(some.size());
  }
}

void Concealment::good(std::span<std::int16_t> samples) {
  if (state_->in_gap) state_->in_room(samples, plc_rx);
  state_->in_gap = false;
  state_->remember(samples);
}

void Concealment::fill(std::span<std::int16_t> samples) {
  if (!state_->in_gap) state_->begin_gap();
  state_->in_room(samples, plc_fillin);
}

}  // namespace voice::media
