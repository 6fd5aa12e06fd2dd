#pragma once
// A switchboard with a house that is written by hand, an engine without a network, and a
// distribution that does at once what it is asked. For tests of the life of calls.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/messages.h"
#include "telephony/switchboard.h"
#include "voice/testing.h"

namespace telephony::fixture {

using namespace std::chrono_literals;
using voice::LegId;

inline constexpr org::CentreId centre{1};
inline constexpr routing::QueueId hotline{11}, complaints{12};
inline constexpr voice::TrunkId trunk{21};
inline constexpr ivr::FlowId welcome{31}, bare{32}, mailbox{33}, outward{34}, wish{35}, survey{36};

class WrittenHouse final : public House, public ivr::World {
 public:
  std::optional<Rule> rule_for(const std::string& number, org::CentreId) override {
    return blocked.contains(number) ? std::optional(Rule{9, blocked.at(number)}) : std::nullopt;
  }
  CallerFacts caller(const std::string& number, std::optional<voice::TrunkId>) override {
    CallerFacts facts;
    facts.normal = number;
    facts.masked = number.empty() ? "" : "****" + number.substr(number.size() - 4);
    facts.province = "上海";
    facts.last_agent_id = last_agent;
    return facts;
  }
  std::optional<Route> route(const std::string& called, voice::TrunkId) override {
    const auto found = numbers.find(called);
    if (found == numbers.end()) return std::nullopt;
    return Route{centre, 41, found->second.value, "zh-CN"};
  }
  std::optional<Desk> desk(org::PersonId person) override {
    const auto found = desks.find(person);
    return found == desks.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<org::PersonId> owner(voice::PhoneId phone) override {
    for (const auto& [person, desk] : desks)
      if (desk.phone == phone) return person;
    return std::nullopt;
  }
  std::optional<org::PersonId> person_with_number(const std::string& number) override {
    for (const auto& [person, desk] : desks)
      if (desk.number == number) return person;
    return std::nullopt;
  }
  std::optional<Dialling> dialling(const std::string& number, org::CentreId, std::optional<routing::QueueId>) override {
    if (number.size() < 5) return std::nullopt;
    return Dialling{{trunk}, "9" + number, "02161230000"};
  }
  std::optional<routing::Queue> queue(routing::QueueId id) override {
    routing::Queue queue;
    queue.id = id;
    queue.centre_id = centre;
    queue.channel = agents::Channel::Voice;
    return queue;
  }
  QueueVoice queue_voice(routing::QueueId id) override {
    auto told = voice;
    told.id = id;
    return told;
  }
  std::vector<org::PersonId> free_in(const routing::Queue&) override { return free; }
  std::optional<routing::QueueId> queue_of(org::PersonId) override { return hotline; }
  std::string number_of(CallBackId) override { return "13900139000"; }
  std::string seal(const std::string& number) override { return "sealed:" + number; }
  std::string index(const std::string& normal) override { return "index:" + normal; }
  std::string tail_index(const std::string& normal) override { return "tail:" + normal; }
  ivr::World& world(org::CentreId) override { return *this; }

  std::shared_ptr<const ivr::Published> flow(ivr::FlowId id) override {
    const auto found = flows.find(id);
    return found == flows.end() ? nullptr : found->second;
  }
  ivr::HoursState hours(calendars::CalendarId, base::Time) override { return ivr::HoursState::Open; }
  std::optional<ivr::Phrases> emergency() override { return alarm; }

  std::map<std::string, bool> blocked;
  std::map<std::string, ivr::FlowId> numbers;
  std::vector<org::PersonId> free;  // in whatever queue
  std::map<org::PersonId, Desk> desks;
  std::map<ivr::FlowId, std::shared_ptr<const ivr::Published>> flows;
  std::optional<org::PersonId> last_agent;
  std::optional<ivr::Phrases> alarm;
  QueueVoice voice;
};

inline ivr::Phrases words(const std::string& text) {
  ivr::Part part;
  part.text = text;
  return {{part}, {}};
}

inline ivr::Node node(const std::string& id, ivr::NodeKind kind, std::vector<ivr::Exit> exits) {
  ivr::Node made;
  made.id = id;
  made.kind = kind;
  made.exits = std::move(exits);
  return made;
}

// What somebody hears: the words, or what kind of sound.
inline std::string told(const Speech& speech) {
  if (const auto* words = std::get_if<Words>(&speech.what)) {
    std::string text;
    for (const auto& part : words->parts) text += part.text;
    return text;
  }
  if (std::holds_alternative<Music>(speech.what)) return "(music)";
  return std::holds_alternative<RingingTone>(speech.what) ? "(ringing)" : "(beep)";
}

class Bench {
 public:
  Bench()
      : clock(base::from_epoch_ms(1'800'000'000'000)),
        ids(clock, 0),
        messages(base::Messages::load(YINGDA_SOURCE_DIR "/content/messages")),
        engine([this](voice::Event event) { heard_.push_back(std::move(event)); }),
        board(ids, house, messages) {
    house.numbers = {{"95500", welcome}, {"95501", bare}, {"95502", mailbox}, {"95503", outward}, {"95504", wish}};
    house.voice.greeting = "欢迎致电";
    house.voice.tell_wait = false;
    house.voice.offer_call_back = true;
    draw_flows();
  }

  // ---- people ----

  // An agent whose browser is connected.
  org::PersonId agent(const std::string& number) {
    const auto person = at_desk(number, {});
    connect(person);
    return person;
  }
  org::PersonId agent_with_phone(const std::string& number) {
    return at_desk(number, voice::PhoneId{500 + static_cast<std::int64_t>(house.desks.size())});
  }
  LegId connect(org::PersonId person) {
    need(ask(person, {}, ConnectPhone{"v=0"}));
    const auto leg = engine_lines_[person];
    engine.tell(voice::Event(voice::media::Event(voice::media::BrowserConnected{leg})));
    settle();
    return leg;
  }
  LegId line(org::PersonId person) const { return engine_lines_.at(person); }

  base::Status ask(org::PersonId person, CallId call, Wish wish) {
    auto status = board.asked({++requests_, person, call, std::move(wish)}, clock.now());
    settle();
    if (status && refused_.contains(requests_)) return std::unexpected(refused_.at(requests_));
    return status;
  }
  static void need(const base::Status& status) {
    if (!status) throw std::runtime_error("refused: " + status.error().key);
  }
  static std::string why(const base::Status& status) { return status ? "" : status.error().key; }

  // ---- callers ----

  // Calls in, and is answered.
  LegId calls(const std::string& called = "95501", const std::string& number = "13800138000") {
    const LegId leg{ids.next()};
    voice::LegArrived arrived;
    arrived.leg = leg;
    arrived.origin = trunk;
    arrived.called = called;
    arrived.caller_number = number;
    engine.arrive(arrived);
    settle();
    return leg;
  }
  void ends(LegId leg, voice::Ending ending = voice::Ending::ByPeer) {
    engine.end(leg, ending);
    settle();
  }
  void presses(LegId leg, const std::string& digits) {
    engine.press(leg, digits);
    settle();
  }
  // What plays to the leg comes to its end.
  void listens(LegId leg) {
    engine.finish_playing(leg);
    settle();
  }
  void pass(base::Duration time) {
    clock.advance(time);
    board.advance(clock.now());
    settle();
  }
  // The one call there is.
  const LiveCall& only() const {
    if (calls_.size() != 1) throw std::runtime_error(std::to_string(calls_.size()) + " calls");
    return *board.call(*calls_.begin());
  }
  const CallRow& row(CallId id) const { return rows.at(id); }
  std::string state() const { return base::word_of(rows.rbegin()->second.state); }

  // ---- distribution ----

  void offer(org::PersonId person) {
    const auto& call = only();
    offers_[person] = routing::OfferId{ids.next()};
    routing::OfferMade made;
    made.item_id = *call.item_id;
    made.offer_id = offers_[person];
    made.queue_id = *call.row.queue_id;
    made.agent_id = person;
    board.offer_made(made, clock.now());
    settle();
  }
  void end_offer(org::PersonId person, routing::OfferState how) {
    routing::OfferEnded ended;
    ended.item_id = *only().item_id;
    ended.offer_id = offers_.at(person);
    ended.agent_id = person;
    ended.how = how;
    board.offer_ended(ended, clock.now());
    settle();
  }
  // Offered, answered in the console, and told who it is.
  void serve(org::PersonId person) {
    offer(person);
    end_offer(person, routing::OfferState::Answered);
  }

  // Somebody calls, and speaks with that agent.
  LegId talks_with(org::PersonId person) {
    const auto caller = calls();
    serve(person);
    listens(caller);
    return caller;
  }

  // What was last put to that leg's ear; "" when it hears nothing but others.
  std::string heard(LegId leg) const {
    const auto play = engine.playing(leg);
    const auto found = play ? speeches_.find(*play) : speeches_.end();
    return found == speeches_.end() ? "" : told(found->second);
  }
  template <class D>
  std::vector<D> done() {
    std::vector<D> found;
    for (const auto& deed : deeds)
      if (const auto* it = std::get_if<D>(&deed.action)) found.push_back(*it);
    return found;
  }
  template <class E>
  std::vector<E> told_of() {
    std::vector<E> found;
    for (const auto& tell : done<Tell>())
      if (const auto* it = std::get_if<E>(&tell.event)) found.push_back(*it);
    return found;
  }

  // All goes round until nothing is left: commands to the engine, its events, deeds and what comes of them.
  void settle() {
    for (bool any = true; any;) {
      any = false;
      for (auto& event : std::exchange(heard_, {})) {
        board.happened(event, clock.now());
        any = true;
      }
      for (auto& deed : board.take_deeds()) {
        perform(deed);
        deeds.push_back(deed);
        any = true;
      }
      for (auto& command : board.take_commands()) {
        std::visit([&](auto& it) { engine.post(std::move(it)); }, command);
        any = true;
      }
      for (auto& speech : board.take_speeches()) {
        speeches_[speech.play] = speech;
        engine.post(voice::media::Command(voice::media::Play{speech.play, speech.leg, {}, false, 1}));
      }
      for (const auto& phone : board.take_phones()) engine_lines_[phone.person] = phone.leg;
      looked_up = board.take_look_ups();
    }
  }

  base::ManualClock clock;
  base::IdMaker ids;
  base::Messages messages;
  WrittenHouse house;
  voice::fixture::FakeEngine engine;
  Switchboard board;
  std::vector<Deed> deeds;
  std::vector<Switchboard::LookUp> looked_up;
  std::map<CallId, CallRow> rows;
  std::map<PartyId, PartyRow> parties;
  std::map<RequestId, base::Error> refused_;
  std::set<routing::QueueId> closed;
  bool refuses_offers = false;

 private:
  org::PersonId at_desk(const std::string& number, std::optional<voice::PhoneId> phone) {
    const org::PersonId person{100 + static_cast<std::int64_t>(house.desks.size())};
    Desk desk;
    desk.person_id = person;
    desk.place = {centre, {}, {}, person};
    desk.number = number;
    desk.phone = phone;
    desk.signed_in = true;
    house.desks[person] = desk;
    return person;
  }

  void perform(const Deed& deed) {
    if (const auto* put = std::get_if<PutCall>(&deed.action)) {
      rows[put->row.id] = put->row;
      if (put->row.state == CallState::Ended)
        calls_.erase(put->row.id);
      else
        calls_.insert(put->row.id);
    }
    if (const auto* put = std::get_if<PutParty>(&deed.action)) parties[put->row.id] = put->row;
    if (const auto* enter = std::get_if<EnterQueue>(&deed.action)) {
      if (closed.contains(enter->item.queue_id))
        return board.came_of(QueueRefused{enter->call, routing::Admission::Closed}, clock.now());
      board.came_of(QueueEntered{enter->call, routing::WorkItemId{ids.next()}, enter->item.queue_id}, clock.now());
    }
    if (const auto* begin = std::get_if<BeginInHand>(&deed.action))
      board.came_of(QueueEntered{begin->call, routing::WorkItemId{ids.next()}, begin->queue}, clock.now());
    if (const auto* answer = std::get_if<AnswerOffer>(&deed.action)) {
      if (refuses_offers) return board.came_of(OfferRefused{answer->call, answer->offer, answer->agent}, clock.now());
      routing::OfferEnded ended;
      ended.item_id = *board.call(answer->call)->item_id;
      ended.offer_id = answer->offer;
      ended.agent_id = answer->agent;
      ended.how = routing::OfferState::Answered;
      board.offer_ended(ended, clock.now());
    }
    if (const auto* move = std::get_if<MoveItem>(&deed.action)) {
      if (move->queue && closed.contains(*move->queue)) {
        refused_[deed.request] = base::Error{base::Code::WrongState, "queue_closed", {}, {}};
        return;
      }
      const auto* call = board.call(move->call);
      routing::ItemMoved moved;
      moved.item_id = *call->item_id;
      moved.from_queue_id = *call->row.queue_id;
      moved.to_queue_id = move->queue.value_or(*call->row.queue_id);
      moved.to_agent_id = move->agent;
      moved.reason = routing::MoveReason::Transfer;
      board.item_moved(moved, clock.now());
    }
    if (const auto* give = std::get_if<GiveItem>(&deed.action)) {
      const auto* call = board.call(give->call);
      board.item_taken_over(*call->item_id, *call->row.agent_id, give->to, clock.now());
    }
    if (const auto* standing = std::get_if<AskStanding>(&deed.action))
      board.came_of(StandingKnown{standing->call, routing::Standing{3, wait_seconds}}, clock.now());
    if (const auto* record = std::get_if<BeginRecording>(&deed.action))
      board.came_of(RecordingReady{record->call, record->recording, "tape", std::string(32, 'k')}, clock.now());
  }

  void draw(ivr::FlowId id, std::vector<ivr::Node> nodes) {
    auto published = std::make_shared<ivr::Published>();
    published->flow_id = id;
    published->version = 1;
    published->graph.start = nodes.front().id;
    published->graph.nodes = std::move(nodes);
    house.flows[id] = published;
  }

  void draw_flows() {
    auto menu =
        node("menu", ivr::NodeKind::Menu, {{"1", "queue"}, {"2", "bye"}, {"invalid", "bye"}, {"timeout", "bye"}});
    menu.title = "主菜单";
    menu.menu = ivr::Menu{};
    menu.menu->phrases = words("业务请按一");
    menu.menu->keys = "12";
    auto queue = node("queue", ivr::NodeKind::Queue,
                      {{"closed", "bye"}, {"full", "bye"}, {"emergency", "bye"}, {"inactive", "bye"}});
    queue.title = "人工队列";
    queue.queue = ivr::ToQueue{};
    queue.queue->queue_id = hotline;
    auto bye = node("bye", ivr::NodeKind::Hangup, {});
    bye.hangup = ivr::Hangup{};
    bye.hangup->phrases = words("再见");
    draw(welcome, {menu, queue, bye});
    draw(bare, {queue, bye});
    auto voicemail = node("mail", ivr::NodeKind::Voicemail, {{"done", "bye"}});
    voicemail.voicemail = ivr::MessageTaking{};
    voicemail.voicemail->phrases = words("请留言");
    voicemail.voicemail->queue_id = hotline;
    voicemail.voicemail->max_seconds = 60;
    draw(mailbox, {voicemail, bye});
    auto transfer = node("out", ivr::NodeKind::Transfer, {{"failed", "bye"}});
    transfer.transfer = ivr::ToTarget{};
    transfer.transfer->to = "02188880000";
    draw(outward, {transfer, bye});
    auto back = node("back", ivr::NodeKind::Callback, {{"done", "bye"}, {"failed", "bye"}});
    back.callback = ivr::Callback{};
    back.callback->number = "{caller_number}";
    back.callback->queue_id = hotline;
    back.callback->confirmation = words("稍后回拨");
    draw(wish, {back, bye});
    auto ask = node("ask", ivr::NodeKind::Collect, {{"done", "rate"}, {"invalid", "bye"}, {"timeout", "bye"}});
    ask.collect = ivr::Collect{};
    ask.collect->phrases = words("请评价");
    ask.collect->max_digits = 1;
    ask.collect->variable = "score";
    auto rate = node("rate", ivr::NodeKind::Rate, {{"rated", "more"}, {"invalid", "bye"}});
    rate.rate = ivr::RatingTaking{"{score}", ivr::RatingScale::OneIsBest};
    auto more = node("more", ivr::NodeKind::Menu,
                     {{"1", "queue"}, {"2", "out"}, {"3", "mail"}, {"invalid", "bye"}, {"timeout", "bye"}});
    more.menu = ivr::Menu{};
    more.menu->phrases = words("还有什么要说");
    more.menu->keys = "123";
    draw(survey, {ask, rate, more, queue, transfer, voicemail, bye});
  }

  std::vector<voice::Event> heard_;
  std::map<voice::PlayId, Speech> speeches_;
  std::map<org::PersonId, LegId> engine_lines_;
  std::map<org::PersonId, routing::OfferId> offers_;
  std::set<CallId> calls_;
  RequestId requests_ = 0;

 public:
  std::optional<std::int64_t> wait_seconds = 60;
};

}  // namespace telephony::fixture
