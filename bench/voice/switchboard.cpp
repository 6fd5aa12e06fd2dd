#include "bench/voice/switchboard.h"

namespace bench {

using voice::LegId;

Switchboard::Switchboard(Mode mode, std::uint16_t peer_port, Recording recording, std::string folder)
    : mode_(mode), recording_(recording), folder_(std::move(folder)) {
  voice::EngineSettings settings;
  settings.sip = *voice::Address::from("127.0.0.1", 0);
  settings.media.local = *voice::Address::from("127.0.0.1", 0);
  settings.media.first_port = 30000;
  settings.media.last_port = 49999;
  settings.legs_max = 20'000;
  engine_ = std::make_unique<voice::NetworkEngine>(
      settings, [this] { return ++last_id_; }, [this](voice::Event event) { tell(std::move(event)); });
  voice::TrunkSettings trunk;
  trunk.trunk = voice::TrunkId{1};
  trunk.host = "127.0.0.1";
  trunk.port = peer_port;
  engine_->post(voice::SignallingCommand(voice::PutTrunk{trunk}));
}

void Switchboard::tell(voice::Event event) {
  const auto* signal = std::get_if<voice::SignallingEvent>(&event);
  if (!signal) return;
  const std::lock_guard lock(mutex_);
  if (const auto* it = std::get_if<voice::LegArrived>(signal)) arrived(*it);
  if (const auto* it = std::get_if<voice::LegAnswered>(signal)) answered(it->leg);
  if (const auto* it = std::get_if<voice::LegEnded>(signal)) ended(it->leg);
}

void Switchboard::arrived(const voice::LegArrived& arrived) {
  if (mode_ == Mode::Answer) return engine_->post(voice::SignallingCommand(voice::Answer{arrived.leg}));
  const LegId called{++last_id_};
  other_[arrived.leg] = called;
  other_[called] = arrived.leg;
  is_called_[called] = true;
  engine_->post(voice::SignallingCommand(voice::DialTrunk{
      called, {voice::TrunkId{1}}, arrived.called, arrived.caller_number, "", std::chrono::seconds(30)}));
}

void Switchboard::answered(LegId leg) {
  const auto other = other_.find(leg);
  if (other == other_.end()) return;
  if (is_called_.contains(leg)) return engine_->post(voice::SignallingCommand(voice::Answer{other->second}));
  const voice::RoomId room{leg.value};
  const LegId called = other->second;
  engine_->post(
      voice::media::Command(voice::media::PutRoom{room, {leg, called}, {{leg, called, 1}, {called, leg, 1}}}));
  if (recording_ == Recording::On)
    engine_->post(voice::media::Command(voice::media::StartRecording{
        voice::RecordingId{leg.value}, leg, folder_ + "/" + leg.text() + ".rec", std::string(32, 'k')}));
}

void Switchboard::ended(LegId leg) {
  const auto other = other_.find(leg);
  is_called_.erase(leg);
  if (other == other_.end()) return;
  engine_->post(voice::SignallingCommand(voice::HangUp{other->second}));
  other_.erase(other);
}

}  // namespace bench
