#include "voice/media/exchange.h"

#include <algorithm>

#include "base/log.h"

namespace voice::media {
namespace {

constexpr std::int32_t unchanged = 4096;

void add(std::array<std::int32_t, samples_per_frame>& sum, const Samples& samples, std::int32_t gain) {
  for (std::size_t i = 0; i < samples.size(); ++i) sum[i] += (samples[i] * gain) >> 12;
}

}  // namespace

const Samples* mix(std::span<const Leg::Hearing> hears, Samples& room) {
  const auto says = [](const Leg::Hearing& hearing) { return hearing.gain != 0 && hearing.source->said() != nullptr; };
  const auto first = std::find_if(hears.begin(), hears.end(), says);
  if (first == hears.end()) return nullptr;
  if (first->gain == unchanged && std::find_if(first + 1, hears.end(), says) == hears.end())
    return first->source->said();
  std::array<std::int32_t, samples_per_frame> sum{};
  for (auto at = first; at != hears.end(); ++at)
    if (says(*at)) add(sum, *at->source->said(), at->gain);
  std::transform(sum.begin(), sum.end(), room.begin(), saturated);
  return &room;
}

Exchange::Exchange(Tell tell, recording::Recorder& recorder) : tell_(std::move(tell)), recorder_(recorder) {}
Exchange::~Exchange() = default;

Leg* Exchange::open(LegId id, const Stream& stream, std::unique_ptr<Wire> wire, Moment now, Leg::Options options) {
  if (legs_.contains(id)) return nullptr;
  if (!keys_usable(stream)) {
    base::log::error("voice", "A leg was not opened: its SRTP keys do not fit their suites");
    tell_(LegClosed{id, {}});
    return nullptr;
  }
  auto leg = std::make_unique<Leg>(id, stream, std::move(wire), tell_, now, options);
  Leg* made = leg.get();
  legs_.emplace(id, std::move(leg));
  order_.push_back(made);
  return made;
}

Leg* Exchange::find(LegId id) {
  const auto found = legs_.find(id);
  return found == legs_.end() ? nullptr : found->second.get();
}

void Exchange::close(LegId id, Moment now) {
  Leg* leg = find(id);
  if (leg == nullptr) return;
  leave_room(*leg);
  finish_taps(id);
  leg->close(now);
  std::erase(order_, leg);
  legs_.erase(id);
}

void Exchange::close_all(Moment now) {
  while (!order_.empty()) close(order_.back()->id(), now);
}

void Exchange::leave_room(Leg& leg) {
  leg.hears.clear();
  const auto room = rooms_.find(leg.room);
  leg.room = {};
  if (room == rooms_.end()) return;
  std::erase(room->second, &leg);
  for (Leg* other : room->second)
    std::erase_if(other->hears, [&](const Leg::Hearing& hearing) { return hearing.source == &leg; });
  if (room->second.empty()) rooms_.erase(room);
}

void Exchange::put_room(const PutRoom& put) {
  if (const auto before = rooms_.find(put.room); before != rooms_.end()) {
    const std::vector<Leg*> legs = before->second;
    for (Leg* leg : legs) leave_room(*leg);
  }
  for (const LegId id : put.legs) {
    Leg* leg = find(id);
    if (leg == nullptr || leg->room == put.room) continue;
    leave_room(*leg);
    leg->room = put.room;
    rooms_[put.room].push_back(leg);
  }
  for (const Path& path : put.paths) {
    Leg *source = find(path.source), *listener = find(path.listener);
    if (source == nullptr || listener == nullptr || source->room != put.room || listener->room != put.room) continue;
    listener->hears.push_back({source, fixed_gain(path.gain)});
  }
}

void Exchange::play(const Play& play) {
  if (Leg* leg = find(play.leg)) leg->play(play);
}

void Exchange::stop_play(PlayId play) {
  for (Leg* leg : order_) leg->stop_play(play, PlayEnd::Stopped);
}

void Exchange::start_recording(const StartRecording& start) {
  if (find(start.leg) == nullptr)
    tell_(RecordingEnded{start.recording, RecordingEnd::LegClosed, {}, 0});
  else
    taps_.emplace(std::piecewise_construct, std::forward_as_tuple(start.leg), std::forward_as_tuple(start, recorder_));
}

void Exchange::pause_recording(const PauseRecording& pause) {
  for (auto& [leg, tap] : taps_)
    if (tap.id() == pause.recording) tap.pause(pause.paused);
}

void Exchange::stop_recording(RecordingId recording) {
  const auto found =
      std::find_if(taps_.begin(), taps_.end(), [&](const auto& tap) { return tap.second.id() == recording; });
  if (found == taps_.end()) return;
  found->second.finish(RecordingEnd::Stopped);
  taps_.erase(found);
}

void Exchange::finish_taps(LegId leg) {
  const auto [first, last] = taps_.equal_range(leg);
  for (auto at = first; at != last; ++at) at->second.finish(RecordingEnd::LegClosed);
  taps_.erase(first, last);
}

void Exchange::record(LegId leg, const Samples* said, const Samples* heard) {
  const auto [first, last] = taps_.equal_range(leg);
  for (auto at = first; at != last; ++at) at->second.frame(said, heard);
}

void Exchange::tick(Moment now) {
  for (Leg* leg : order_) leg->listen(now);
  Samples room;
  for (Leg* leg : order_) {
    const Samples* heard = leg->hear(mix(leg->hears, room));
    record(leg->id(), leg->said(), heard);
    leg->speak(heard, now);
  }
}

void Exchange::skip(int frames) {
  for (Leg* leg : order_) leg->skip(frames);
  for (auto& [leg, tap] : taps_)
    for (int i = 0; i < frames; ++i) tap.frame(nullptr, nullptr);
}

}  // namespace voice::media
