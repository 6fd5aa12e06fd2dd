#include "voice/media/pacer.h"

namespace voice::media {
namespace {

constexpr std::chrono::milliseconds made_up_for{100};

}  // namespace

int Pacer::begin(Moment now) {
  const auto late = now - scheduled_;
  int left_out = 0;
  if (late > made_up_for) {
    left_out = static_cast<int>(late / frame_time);
    scheduled_ += left_out * frame_time;
    overruns_ += static_cast<std::uint64_t>(left_out);
  } else if (late >= frame_time) {
    ++overruns_;
  }
  scheduled_ += frame_time;
  earliest_ = now + frame_time / 2;
  return left_out;
}

}  // namespace voice::media
