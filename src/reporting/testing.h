#pragma once
// An office whose log is written by hand, as the modules would write it: days of contacts and
// agents that nobody had to live through, and a reader that is stepped by hand.

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "agents/events.h"
#include "agents/testing.h"
#include "base/messages.h"
#include "calendars/calendars.h"
#include "contacts/events.h"
#include "events/testing.h"
#include "ivr/events.h"
#include "reporting/reporting.h"
#include "reporting/rights.h"
#include "routing/events.h"
#include "routing/rights.h"
#include "routing/routing.h"
#include "telephony/events.h"

namespace reporting::fixture {

using agents::fixture::need;
using agents::fixture::why;

class Office {
 public:
  explicit Office(db::Database& database)
      : floor(database, rights()),
        messages(base::Messages::load(YINGDA_SOURCE_DIR "/content/messages")),
        calendars(floor.world.platform),
        routing(floor.world.platform),
        reporting(floor.world.platform, messages) {
    calendars.load_packs(YINGDA_SOURCE_DIR "/content");
    move(floor.world.south, "Asia/Kathmandu");
  }

  db::Database& database() { return floor.world.platform.database; }
  const org::Actor& admin() { return floor.admin; }

  void move(org::CentreId id, const std::string& zone) {
    for (const auto& centre : need(floor.world.access.centres(admin(), {200, {}})).items) {
      if (centre.id != id) continue;
      org::CentreFields fields = centre;
      fields.time_zone = zone;
      need(floor.world.access.edit_centre(admin(), id, centre.version, fields));
    }
  }
  routing::Queue queue(const std::string& name, org::CentreId centre) {
    routing::QueueFields fields;
    fields.centre_id = centre;
    fields.name = name;
    return need(routing.create_queue(admin(), fields));
  }
  dictionaries::EntryId tier(const std::string& key) {
    return database().read(
        [&](db::Transaction& tx) { return dictionaries::Dictionaries::find_entry(tx, "customer_tiers", key)->id; });
  }

  // An event that will be told; `subject` as its module has it.
  template <class E>
  void tell(base::Time at, org::CentreId centre, std::int64_t subject, const E& event) {
    told_.push_back({at, told_.size(), centre, subject, std::string(E::type), base::to_json(event)});
  }
  // Puts what was told into the log, by time; what happened in one millisecond in its order.
  void write_log() {
    std::sort(told_.begin(), told_.end(),
              [](const Told& a, const Told& b) { return std::tie(a.at, a.number) < std::tie(b.at, b.number); });
    for (std::size_t i = 0; i < told_.size();)
      database().write([&](db::Transaction& tx) {
        for (const auto end = std::min(told_.size(), i + 500); i < end; ++i)
          events::append(tx, {told_[i].at, {}, told_[i].centre.value, told_[i].subject}, told_[i].type, told_[i].body);
      });
    told_.clear();
  }
  // The reader takes up what is settled, so many events at once; gives whether there were any.
  bool follow(int events) {
    events::wait_until_settled(database());
    return database().write([&](db::Transaction& tx) {
      auto batch = events::read_after(tx, events::load_cursor(tx, "reporting"), events);
      if (batch.empty()) return false;
      reporting.follow(tx, batch);
      events::save_cursor(tx, "reporting", batch.back().position);
      return true;
    });
  }

  agents::fixture::Floor floor;
  base::Messages messages;
  calendars::Calendars calendars;
  routing::Routing routing;
  Reporting reporting;

 private:
  struct Told {
    base::Time at;
    std::size_t number = 0;
    org::CentreId centre;
    std::int64_t subject = 0;
    std::string type, body;
  };

  static std::vector<org::Right> rights() {
    auto all = routing::routing_rights();
    for (auto right : report_rights()) all.push_back(right);
    return all;
  }

  std::vector<Told> told_;
};

// Tells of whole days of an office: what becomes of each contact, and the states of its agents.
// Times lie on borders of intervals more often than chance would have it.
class RandomDays {
 public:
  RandomDays(Office& office, std::uint64_t seed) : office_(office), random_(seed) {
    const auto& world = office.floor.world;
    for (int i = 0; i < 2; ++i) add_queue("北" + std::to_string(i), world.north);
    add_queue("南", world.south);
    for (int i = 0; i < 3; ++i) add_agent("n" + std::to_string(i), world.north_place());
    for (int i = 0; i < 2; ++i) add_agent("s" + std::to_string(i), world.south_place());
    for (std::string key : {"gold", "silver"}) tiers_.push_back(office.tier(key));
  }

  void tell(base::Time from, base::Time until, int contacts) {
    for (int i = 0; i < contacts; ++i) tell_contact(instant(from, until));
    for (const auto& agent : agents_) tell_agent(agent, from, until);
  }

  const std::vector<routing::Queue>& queues() const { return queues_; }
  const std::vector<agents::Agent>& agents() const { return agents_; }
  const std::vector<dictionaries::EntryId>& tiers() const { return tiers_; }

 private:
  template <class T>
  const T& any(const std::vector<T>& list) {
    return list[pick(list.size())];
  }
  std::size_t pick(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_); }
  bool one_in(std::size_t count) { return pick(count) == 0; }
  base::Duration up_to(std::int64_t seconds) {
    return base::Duration{std::uniform_int_distribution<std::int64_t>(0, seconds * 1'000)(random_)};
  }
  base::Time instant(base::Time from, base::Time until) {
    auto at = from + up_to((until - from).count() / 1'000);
    if (!one_in(4)) return at;
    return std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<900>>>(at) + base::Duration{0};
  }
  // How long somebody waits: sometimes exactly an edge of a band.
  base::Duration wait() {
    if (one_in(5)) return std::chrono::seconds{any(std::vector<std::int64_t>{5, 20, 30, 300})};
    return one_in(20) ? up_to(90'000) : up_to(400);
  }

  void add_queue(const std::string& name, org::CentreId centre) { queues_.push_back(office_.queue(name, centre)); }
  void add_agent(const std::string& login, const org::Place& place) {
    auto actor = office_.floor.agent(login, {}, place);
    agents_.push_back(need(office_.floor.agents.agent(office_.admin(), agents::fixture::Floor::id_of(actor))));
  }

  void tell_contact(base::Time at) {
    using namespace contacts;
    const ContactId id{++last_};
    routing::WorkItemId item{++last_};
    const auto* queue = &any(queues_);
    const auto centre = queue->centre_id;
    const bool is_call = one_in(3), is_out = is_call && one_in(4);
    ContactOpened opened;
    opened.contact_id = id;
    opened.conversation_id = ConversationId{id.value};
    opened.channel = is_call ? agents::Channel::Voice : agents::Channel::Webchat;
    opened.direction = is_out ? Direction::Outbound : Direction::Inbound;
    const bool has_item = !is_call || is_out;
    if (has_item) opened.queue_id = queue->id;
    if (has_item) opened.work_item_id = item;
    if (one_in(3)) opened.tier_id = any(tiers_);
    auto say = [&](base::Time when, const auto& event) { office_.tell(when, centre, id.value, event); };
    say(at, opened);
    if (is_call) tell_call(telephony::CallId{id.value}, centre, at, is_out);
    if (!is_call && one_in(15)) return close_message(id, centre, at);
    std::optional<SegmentEnding> after;
    ContactClosed closed;
    closed.contact_id = id;
    closed.outcome = ContactOutcome::Abandoned;
    closed.flow_ms = closed.outside_ms = 0;
    // The system has it, and lets it go into a queue with another item; false when it ends there.
    auto flow = [&] {
      say(at, ContactInFlow{id, after});
      const auto lasted = up_to(90);
      at += lasted;
      *closed.flow_ms += lasted.count();
      after = SegmentEnding::MovedOn;
      if (one_in(4)) {
        if (closed.outcome == ContactOutcome::Abandoned && one_in(2)) closed.outcome = ContactOutcome::SelfService;
        return false;
      }
      item = routing::WorkItemId{++last_};
      say(at, ContactItemAttached{id, item, queue->id});
      return true;
    };
    const bool ended_in_flow = is_call && !is_out && !flow();
    for (int stage = 0; !ended_in_flow; ++stage) {
      const auto entered = at;
      if (!is_out || stage > 0) {
        say(at, ContactQueued{id, queue->id, queue->centre_id, after});
        auto waited = wait();
        at += waited;
        closed.wait_ms += waited.count();
        if (one_in(6) && stage < 3) {
          queue = &any(queues_);
          after = one_in(2) ? SegmentEnding::Overflowed : SegmentEnding::Transferred;
          continue;
        }
        if (is_call && one_in(6) && stage < 3) {
          after = SegmentEnding::Released;
          queue = &any(queues_);
          if (flow()) continue;
          break;
        }
        if (one_in(4)) break;
      }
      const auto* agent = &any(agents_);
      if (!is_out || stage > 0) tell_offers(item, *queue, *agent, entered, at);
      say(at, answered(id, *queue, *agent, closed.outcome == ContactOutcome::Abandoned, false));
      closed.outcome = ContactOutcome::Handled;
      at += talk(closed);
      if (one_in(8)) {
        agent = &any(agents_);
        say(at, answered(id, *queue, *agent, false, true));
        at += talk(closed);
      }
      if (one_in(6) && stage < 3) {
        after = one_in(3) ? SegmentEnding::HandedBack : SegmentEnding::Transferred;
        closed.transfers += after == SegmentEnding::Transferred;
        queue = &any(queues_);
        continue;
      }
      if (is_call && one_in(4) && stage < 3) {
        after = SegmentEnding::Released;
        if (one_in(3)) {
          say(at, ContactOutside{id, after});
          const auto lasted = up_to(300);
          at += lasted;
          *closed.outside_ms += lasted.count();
          break;
        }
        queue = &any(queues_);
        if (flow()) continue;
        break;
      }
      if (is_out && stage == 0 && one_in(3)) closed.outcome = ContactOutcome::Unanswered;
      if (!one_in(10)) say(at, ContactWrapUpBegun{id, agent->id});
      if (one_in(30)) return;  // still being written up when the fortnight is over
      auto wrapped = up_to(120);
      at += wrapped;
      closed.wrap_up_ms += wrapped.count();
      break;
    }
    if (one_in(5)) say(at, ContactCustomerLinked{id, {}, one_in(2) ? std::optional(any(tiers_)) : std::nullopt});
    say(at, closed);
    if (closed.outcome == ContactOutcome::Handled && one_in(2))
      say(at + up_to(4'000), ContactRated{id, static_cast<std::int64_t>(pick(5)) + 1});
  }

  // How long something of a call lasts: sometimes over borders of days, or to a border of quarters.
  base::Duration of_a_call() {
    if (one_in(6)) return std::chrono::minutes{any(std::vector<std::int64_t>{15, 30, 60})};
    return one_in(15) ? up_to(150'000) : up_to(1'500);
  }
  std::int64_t trunk_of(org::CentreId centre) { return centre.value * 10 + static_cast<std::int64_t>(pick(2)); }

  // What telephony and the flow say of the call; its legs, ways and transfers need not fit the contact.
  void tell_call(telephony::CallId call, org::CentreId centre, base::Time at, bool is_out) {
    using namespace telephony;
    const auto kind = is_out ? CallKind::Outbound : one_in(8) ? CallKind::Internal : CallKind::Inbound;
    if (kind == CallKind::Inbound) tell_walk(call, centre, at);
    if (kind == CallKind::Inbound && one_in(8)) office_.tell(at, centre, 0, CallBlocked{3, trunk_of(centre)});
    const auto legs = 1 + pick(4);
    for (std::size_t i = 0; i < legs; ++i) tell_leg(call, centre, at, kind);
    if (one_in(3)) tell_transfer(call, centre, at + up_to(2'000));
  }

  void tell_leg(telephony::CallId call, org::CentreId centre, base::Time at, telephony::CallKind kind) {
    using namespace telephony;
    PartyLeft left;
    left.call_id = call;
    left.party_id = PartyId{++last_};
    left.kind = kind;
    left.role = static_cast<PartyRole>(pick(5));
    left.device = left.role == PartyRole::Customer || left.role == PartyRole::Outside ? Device::Trunk
                  : one_in(2)                                                         ? Device::Browser
                                                                                      : Device::Phone;
    if (left.device != Device::Trunk) left.person_id = any(agents_).id;
    if (!one_in(5)) left.queue_id = any(queues_).id;
    left.dialled = left.role == PartyRole::Outside || kind == CallKind::Outbound;
    if (left.device == Device::Trunk) {
      if (*left.dialled && one_in(5)) {
        TrunkTried tried{call, left.party_id, kind, left.role, trunk_of(centre), left.queue_id, up_to(4).count()};
        at += base::Duration{tried.tried_ms};
        office_.tell(at, centre, call.value, tried);
      }
      left.trunk_id = trunk_of(centre);
    }
    left.rang_ms = up_to(40).count();
    left.ending = static_cast<CallEnding>(pick(12));
    const bool connects = !one_in(4);
    if (connects) left.talked_ms = of_a_call().count();
    if (connects && one_in(3)) left.held_ms = up_to(left.talked_ms / 1'000).count();
    if (left.role == PartyRole::Agent && one_in(2)) left.kept_waiting_ms = up_to(60).count();
    at += base::Duration{left.rang_ms + left.talked_ms};
    const LineQuality quality{1 + static_cast<double>(pick(3'500)) / 1'000,
                              static_cast<double>(pick(20'000)) / 1'000,
                              static_cast<std::int64_t>(pick(60)),
                              {}};
    if (connects && left.device == Device::Browser && !one_in(5)) left.quality = quality;
    office_.tell(at, centre, call.value, left);
    if (connects && left.device != Device::Browser && !one_in(5))
      office_.tell(at + up_to(5), centre, call.value, LineMeasured{call, left.party_id, quality});
  }

  void tell_walk(telephony::CallId call, org::CentreId centre, base::Time at) {
    using namespace ivr;
    const FlowId first{70 + static_cast<std::int64_t>(pick(2))};
    auto flow = first;
    const auto version = static_cast<std::int64_t>(1 + pick(3));
    const auto began = at;
    const std::vector<std::string> nodes{"welcome", "menu", "hours", "card"}, exits{"1", "2", "invalid", "timeout"};
    for (auto steps = pick(6); steps > 0; --steps) {
      at += up_to(20);
      office_.tell(at, centre, flow.value, ExitTaken{flow, version, any(nodes), any(exits), call.value});
      if (one_in(5)) flow = FlowId{72};
    }
    at += one_in(10) ? of_a_call() : up_to(30);
    office_.tell(at, centre, first.value,
                 WalkEnded{call.value, first, version, flow, version, any(nodes), static_cast<WalkEnding>(pick(6)),
                           (at - began).count()});
  }

  void tell_transfer(telephony::CallId call, org::CentreId centre, base::Time at) {
    using namespace telephony;
    CallTransferred event;
    event.call_id = call;
    event.kind = one_in(2) ? TransferKind::Blind : TransferKind::Consulted;
    event.goal = static_cast<TransferGoal>(pick(4));
    if (!one_in(6)) event.from_queue_id = any(queues_).id;
    event.from_agent_id = any(agents_).id;
    if (event.goal == TransferGoal::Queue) event.to_queue_id = any(queues_).id;
    if (event.goal == TransferGoal::Agent) event.to_agent_id = any(agents_).id;
    if (event.goal == TransferGoal::Flow) event.to_flow_id = ivr::FlowId{71};
    office_.tell(at, centre, call.value, event);
  }

  void close_message(contacts::ContactId id, org::CentreId centre, base::Time at) {
    contacts::ContactClosed closed;
    closed.contact_id = id;
    closed.outcome = contacts::ContactOutcome::Message;
    office_.tell(at, centre, id.value, closed);
  }

  base::Duration talk(contacts::ContactClosed& closed) {
    auto talked = one_in(30) ? up_to(200'000) : up_to(1'200);
    closed.talk_ms += talked.count();
    return talked;
  }

  contacts::ContactAnswered answered(contacts::ContactId id, const routing::Queue& queue, const agents::Agent& agent,
                                     bool first, bool taken_over) {
    contacts::ContactAnswered event;
    event.contact_id = id;
    event.queue_id = queue.id;
    event.agent_id = agent.id;
    event.first = first;
    event.taken_over = taken_over;
    event.agent_centre_id = agent.centre_id;
    event.team_id = agent.team_id;
    event.department_id = agent.department_id;
    return event;
  }

  // Some who let it go by, and the one who took it.
  void tell_offers(routing::WorkItemId item, const routing::Queue& queue, const agents::Agent& taker,
                   base::Time entered, base::Time at) {
    using routing::OfferState;
    for (auto how : {OfferState::Declined, OfferState::Lapsed, OfferState::Withdrawn})
      if (one_in(8)) tell_offer(item, queue, any(agents_), std::max(entered, at - base::Duration{100}), how);
    tell_offer(item, queue, taker, at, OfferState::Answered);
  }
  void tell_offer(routing::WorkItemId item, const routing::Queue& queue, const agents::Agent& agent, base::Time at,
                  routing::OfferState how) {
    routing::OfferEnded event;
    event.item_id = item;
    event.offer_id = routing::OfferId{++last_};
    event.queue_id = queue.id;
    event.agent_id = agent.id;
    event.how = how;
    event.after_ms = up_to(20).count();
    office_.tell(at, queue.centre_id, item.value, event);
  }

  void tell_agent(const agents::Agent& agent, base::Time from, base::Time until) {
    using agents::State;
    auto state = State::SignedOut;
    std::optional<dictionaries::EntryId> reason;
    std::optional<base::Time> since;
    for (auto at = from - std::chrono::hours{30}; at < until; at = next(at)) {
      agents::StateChanged event;
      event.person_id = agent.id;
      event.from = state;
      event.from_reason_id = reason;
      event.to = static_cast<State>(pick(4));
      if (event.to == State::NotReady && one_in(2)) event.reason_id = office_.floor.reason("meal");
      if (event.to == state && event.reason_id == reason) continue;
      event.since = since;
      event.team_id = agent.team_id;
      event.department_id = agent.department_id;
      office_.tell(at, agent.centre_id, agent.id.value, event);
      state = event.to;
      reason = event.reason_id;
      since = at;
    }
  }
  base::Time next(base::Time at) {
    auto then = at + base::Duration{1'000} + (one_in(12) ? up_to(150'000) : up_to(8'000));
    return one_in(3) ? std::chrono::ceil<std::chrono::duration<std::int64_t, std::ratio<900>>>(then) + base::Duration{0}
                     : then;
  }

  Office& office_;
  std::mt19937_64 random_;
  std::vector<routing::Queue> queues_;
  std::vector<agents::Agent> agents_;
  std::vector<dictionaries::EntryId> tiers_;
  std::int64_t last_ = 1'000'000;
};

}  // namespace reporting::fixture
