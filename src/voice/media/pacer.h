#pragma once
// When the media plane's ticks are due. Pure; media thread.
//
// A tick that comes late is made up for by ticks that follow at no less than half the usual
// distance, so that nobody gets a burst; what is late by more than a tenth of a second is left
// out, and all who count time are told how much.

#include <algorithm>

#include "voice/media/frame.h"

namespace voice::media {

class Pacer {
 public:
  explicit Pacer(Moment first) : scheduled_(first), earliest_(first) {}

  Moment due() const { return std::max(scheduled_, earliest_); }
  // A tick begins, when it is due or later; gives how many were left out before it.
  int begin(Moment now);
  // Ticks that were late by a whole one, or left out.
  std::uint64_t overruns() const { return overruns_; }

 private:
  Moment scheduled_, earliest_;
  std::uint64_t overruns_ = 0;
};

}  // namespace voice::media
