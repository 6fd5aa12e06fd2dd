#pragma once
// A station: a lobby with trunks, flows and an exchange whose engine has no network, for tests
// in any module. Everything is stepped by hand.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "contacts/testing.h"
#include "ivr/ivr.h"
#include "ivr/rights.h"
#include "lines/lines.h"
#include "lines/rights.h"
#include "telephony/directory.h"
#include "telephony/exchange.h"
#include "telephony/rights.h"
#include "telephony/telephony.h"
#include "voice/testing.h"

namespace telephony::fixture {

using agents::fixture::need;
using agents::fixture::why;

// What was said, in place of sound.
class WrittenVoices final : public Voices {
 public:
  std::vector<voice::media::Sound> sounds(const Words& words) override {
    std::string text;
    for (const auto& part : words.parts) text += part.text;
    said.push_back(text);
    return {std::make_shared<const std::vector<std::int16_t>>(160)};
  }
  voice::media::Sound music(const Music&) override { return std::make_shared<const std::vector<std::int16_t>>(160); }

  std::vector<std::string> said;
};

// Recordings of which only the rows are kept.
class WrittenTapes final : public Tapes {
 public:
  Tape begin(db::Transaction&, const KeptCall& call, voice::RecordingId id, bool) override {
    begun[id] = call.id;
    agents[id] = call.agent_id;
    return {"tape-" + id.text(), std::string(32, 'k')};
  }
  void mark(db::Transaction&, voice::RecordingId id, const std::string& kind, std::int64_t) override {
    marks[id].push_back(kind);
  }
  void end(db::Transaction&, voice::RecordingId id, std::int64_t length_ms, std::int64_t) override {
    lengths[id] = length_ms;
  }

  std::map<voice::RecordingId, CallId> begun;
  std::map<voice::RecordingId, std::optional<org::PersonId>> agents;
  std::map<voice::RecordingId, std::vector<std::string>> marks;
  std::map<voice::RecordingId, std::int64_t> lengths;
};

class Station {
 public:
  Station(db::Database& database, const std::string& folder, const std::vector<org::Right>& rights = {})
      : lobby(database, folder, with_own(rights)),
        lines(lobby.platform()),
        ivr(lobby.platform()),
        directory(lobby.platform(), ivr),
        exchange(
            lobby.platform(), lobby.messages, directory, voices, [](const ivr::LookUp&) { return ivr::LookUpResult{}; },
            tapes),
        telephony(lobby.platform()),
        engine([this](voice::Event event) { exchange.tell(std::move(event)); }) {
    exchange.connect_engine(engine);
    telephony.set_exchange(exchange);
  }

  db::Database& database() { return lobby.database(); }
  base::ManualClock& clock() { return lobby.hall.floor.world.clock; }
  const org::Actor& admin() { return lobby.admin(); }

  routing::Queue queue(const std::string& name) {
    auto fields = lobby.hall.fields(name);
    fields.channel = agents::Channel::Voice;
    return need(lobby.hall.routing.create_queue(admin(), fields));
  }
  // A trunk; the number leads straight into the queue.
  void open(const routing::Queue& queue, const std::string& number = "95500") {
    if (!trunk) {
      lines::TrunkFields fields;
      fields.centre_id = queue.centre_id;
      fields.name = "电信";
      fields.host = "192.0.2.1";
      trunk = need(lines.create_trunk(admin(), fields)).id;
      lines::WayOutFields way;
      way.centre_id = queue.centre_id;
      way.name = "全部";
      way.trunk_ids = {trunk};
      need(lines.create_way_out(admin(), way));
    }
    ivr::Graph graph;
    graph.start = "queue";
    ivr::Node to_queue, bye;
    to_queue.id = "queue";
    to_queue.kind = ivr::NodeKind::Queue;
    to_queue.queue = ivr::ToQueue{};
    to_queue.queue->queue_id = queue.id;
    to_queue.exits = {{"closed", "bye"}, {"full", "bye"}, {"emergency", "bye"}, {"inactive", "bye"}};
    bye.id = "bye";
    bye.kind = ivr::NodeKind::Hangup;
    bye.hangup = ivr::Hangup{};
    graph.nodes = {to_queue, bye};
    ivr::NewFlow fresh;
    fresh.centre_id = queue.centre_id;
    fresh.name = "主流程" + number;
    fresh.draft = graph;
    const auto flow = need(ivr.create_flow(admin(), fresh));
    need(ivr.publish(admin(), flow.id, {flow.version, ""}));
    lines::NumberFields number_fields;
    number_fields.centre_id = queue.centre_id;
    number_fields.pattern = number;
    number_fields.name = "热线" + number;
    number_fields.flow_id = flow.id;
    number_fields.caller_number = "02161230000";
    number_fields.is_default = true;
    need(lines.create_number(admin(), number_fields));
  }

  // A ready agent whose browser is connected.
  org::Actor agent(const std::string& login) {
    auto actor = lobby.hall.floor.ready_agent(login);
    connect(actor);
    return actor;
  }
  voice::LegId connect(const org::Actor& actor) {
    need(telephony.connect_phone(actor, {"v=0"}));
    const auto lines = engine.taken<voice::AnswerBrowser>();
    const auto leg = lines.back().leg;
    legs[agents::fixture::Floor::id_of(actor)] = leg;
    engine.tell(voice::Event(voice::media::Event(voice::media::BrowserConnected{leg})));
    settle();
    return leg;
  }
  voice::LegId line(const org::Actor& actor) { return legs.at(agents::fixture::Floor::id_of(actor)); }

  voice::LegId calls(const std::string& number = "13800138000", const std::string& called = "95500") {
    voice::LegArrived arrived;
    arrived.leg = voice::LegId{lobby.platform().ids.next()};
    arrived.origin = trunk;
    arrived.called = called;
    arrived.caller_number = number;
    engine.arrive(arrived);
    settle();
    return arrived.leg;
  }
  // The newest call.
  Call newest() { return need(telephony.calls(admin(), {}, {1, {}})).items.at(0); }
  // Whoever is offered the call takes it.
  void answer(const org::Actor& actor) {
    need(lobby.hall.routing.answer(actor, *lobby.hall.item(*newest().work_item_id).offer_id));
    settle();
  }
  void finish_playing(voice::LegId leg) {
    engine.finish_playing(leg);
    settle();
  }

  // Everybody hears of everything.
  void settle() {
    for (bool any = true; any;) {
      any = exchange.step();
      lobby.settle();
      any = follow() || any;
    }
  }
  void pass(base::Duration time) {
    lobby.pass(time);
    settle();
  }

  contacts::fixture::Lobby lobby;
  lines::Lines lines;
  ivr::Ivr ivr;
  Directory directory;
  WrittenVoices voices;
  WrittenTapes tapes;
  Exchange exchange;
  Telephony telephony;
  voice::fixture::FakeEngine engine;
  voice::TrunkId trunk;
  std::map<org::PersonId, voice::LegId> legs;

 private:
  // The exchange hears what is new in the log.
  bool follow() {
    events::wait_until_settled(database());
    auto batch = database().read([&](db::Transaction& tx) { return events::read_after(tx, position_, 500); });
    if (batch.empty()) return false;
    position_ = batch.back().position;
    exchange.changed(batch);
    return true;
  }
  static std::vector<org::Right> with_own(const std::vector<org::Right>& rights) {
    auto all = telephony_rights();
    for (auto right : lines::line_rights()) all.push_back(right);
    for (auto right : ivr::flow_rights()) all.push_back(right);
    all.insert(all.end(), rights.begin(), rights.end());
    return all;
  }

  events::Position position_;
};

}  // namespace telephony::fixture
