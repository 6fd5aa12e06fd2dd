#pragma once
// A voice engine without a network, for tests of whoever commands one: it keeps what it was
// told, and tells what the test says that a peer did. It knows which legs there are, so that
// a command to one that is gone is seen; it takes no time and has no threads.

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "voice/engine.h"

namespace voice::fixture {

// Thread: the test's.
class FakeEngine final : public Engine {
 public:
  explicit FakeEngine(std::function<void(Event)> tell) : tell_(std::move(tell)) {}

  // ---- what was commanded ----

  void post(SignallingCommand command) override {
    std::visit([this](const auto& it) { take(it); }, command);
    commands_.emplace_back(std::move(command));
  }
  void post(media::Command command) override {
    if (const auto* room = std::get_if<media::PutRoom>(&command)) put(*room);
    if (const auto* play = std::get_if<media::Play>(&command)) playing_[play->leg] = play->play;
    if (const auto* it = std::get_if<media::StopPlay>(&command)) stop(it->play);
    if (const auto* close = std::get_if<media::CloseLeg>(&command)) legs_.erase(close->leg);
    media_.emplace_back(std::move(command));
  }

  // The commands of kind C since the last time, oldest first.
  template <class C>
  std::vector<C> taken() {
    std::vector<C> found;
    if constexpr (std::is_constructible_v<SignallingCommand, C>)
      take_out(commands_, found);
    else
      take_out(media_, found);
    return found;
  }

  // Whether a leg is there: it arrived or was dialled, and has not ended.
  bool has(LegId leg) const { return legs_.contains(leg); }
  std::size_t legs() const { return legs_.size(); }
  // Whether `listener` hears `source` in the rooms as they are now.
  bool hears(LegId listener, LegId source) const {
    return std::ranges::any_of(rooms_, [&](const auto& pair) {
      return std::ranges::any_of(pair.second.paths, [&](const media::Path& path) {
        return path.listener == listener && path.source == source && path.gain > 0;
      });
    });
  }
  // What plays to a leg; empty when nothing does.
  std::optional<PlayId> playing(LegId leg) const {
    const auto found = playing_.find(leg);
    return found == playing_.end() ? std::nullopt : std::optional(found->second);
  }

  // ---- what peers do ----

  void arrive(LegArrived arrived) {
    legs_.insert({arrived.leg, false});
    tell_(SignallingEvent(std::move(arrived)));
  }
  void go_over(LegId leg, TrunkId trunk) { tell_(SignallingEvent(LegOnTrunk{leg, trunk})); }
  void ring(LegId leg, bool early_media = false) { tell_(SignallingEvent(LegRinging{leg, early_media})); }
  void answer(LegId leg) {
    legs_[leg] = true;
    tell_(SignallingEvent(LegAnswered{leg}));
  }
  void end(LegId leg, Ending ending, int status = 0) {
    if (legs_.erase(leg) == 0) return;
    playing_.erase(leg);
    tell_(SignallingEvent(LegEnded{leg, ending, status}));
  }
  void press(LegId leg, std::string_view digits) {
    for (const char digit : digits) tell_(media::Event(media::DigitHeard{leg, digit, media::DigitMethod::Rfc4733}));
  }
  // What plays to the leg comes to its end.
  void finish_playing(LegId leg) {
    const auto found = playing_.find(leg);
    if (found == playing_.end()) return;
    const PlayId play = found->second;
    playing_.erase(found);
    tell_(media::Event(media::PlayEnded{play, leg, media::PlayEnd::Finished, {}}));
  }
  // Anything else.
  void tell(Event event) { tell_(std::move(event)); }

 private:
  template <class List, class C>
  static void take_out(List& list, std::vector<C>& found) {
    std::erase_if(list, [&](auto& command) {
      auto* it = std::get_if<C>(&command);
      if (it) found.push_back(std::move(*it));
      return it != nullptr;
    });
  }

  void take(const DialTrunk& it) { legs_.insert({it.leg, false}); }
  void take(const DialPhone& it) { legs_.insert({it.leg, false}); }
  void take(const AnswerBrowser& it) {
    legs_.insert({it.leg, true});
    tell_(SignallingEvent(BrowserAnswered{it.leg, "v=0"}));
  }
  // The answer of what arrived holds at once, as the network's does.
  void take(const Answer& it) {
    if (const auto found = legs_.find(it.leg); found != legs_.end() && !std::exchange(found->second, true))
      tell_(SignallingEvent(LegAnswered{it.leg}));
  }
  void take(const Refuse& it) { end(it.leg, Ending::ByUs, it.status); }
  void take(const HangUp& it) { end(it.leg, Ending::ByUs); }
  template <class Other>
  void take(const Other&) {}

  void put(const media::PutRoom& room) {
    rooms_.erase(room.room);
    if (!room.legs.empty()) rooms_.emplace(room.room, room);
  }
  void stop(PlayId play) {
    const auto found = std::ranges::find_if(playing_, [&](const auto& pair) { return pair.second == play; });
    if (found == playing_.end()) return;
    const LegId leg = found->first;
    playing_.erase(found);
    tell_(media::Event(media::PlayEnded{play, leg, media::PlayEnd::Stopped, {}}));
  }

  std::function<void(Event)> tell_;
  std::vector<SignallingCommand> commands_;
  std::vector<media::Command> media_;
  std::map<LegId, bool> legs_;  // answered?
  std::map<RoomId, media::PutRoom> rooms_;
  std::map<LegId, PlayId> playing_;
};

}  // namespace voice::fixture
