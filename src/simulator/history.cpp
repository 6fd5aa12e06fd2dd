#include "simulator/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <map>
#include <stdexcept>

#include "agents/history.h"
#include "channels/webchat/history.h"
#include "contacts/history.h"
#include "dictionaries/dictionaries.h"
#include "routing/history.h"
#include "simulator/names.h"
#include "simulator/past.h"
#include "simulator/past_calls.h"

namespace simulator {
namespace {

using base::Duration;
using base::Time;
using contacts::SegmentEnding;
using contacts::SegmentKind;

// The keys that scripts name, as ids.
class Entries {
 public:
  explicit Entries(db::Transaction& tx, const std::vector<Phrases>& phrases) {
    for (const auto& language : phrases)
      for (const auto& script : language.conversations) {
        learn(tx, "contact_kinds", script.kind);
        learn(tx, "business_lines", script.business_line);
        learn(tx, "dispositions", script.disposition);
        learn(tx, "urgency", script.urgency);
        if (script.responsibility) learn(tx, "responsibility", *script.responsibility);
      }
    for (const auto* reason : {"rest", "meal", "training", "meeting", "away"}) learn(tx, "not_ready_reasons", reason);
  }

  dictionaries::EntryId at(std::string_view dictionary, std::string_view key) const {
    return entries_.at(fmt::format("{}/{}", dictionary, key));
  }

 private:
  void learn(db::Transaction& tx, std::string_view dictionary, std::string_view key) {
    auto entry = dictionaries::Dictionaries::find_entry(tx, dictionary, key);
    if (!entry) throw std::runtime_error(fmt::format("the dictionary {} has no entry {}", dictionary, key));
    entries_.emplace(fmt::format("{}/{}", dictionary, key), entry->id);
  }

  std::map<std::string, dictionaries::EntryId> entries_;
};

// What a day leaves behind.
struct Leaf {
  std::vector<routing::PastItem> items;
  std::vector<contacts::PastContact> contacts;
  std::vector<telephony::PastCall> calls;
  std::vector<channels::PastVisitor> visitors;
  std::vector<channels::PastConversation> conversations;
  std::vector<events::Telling> tellings;
};

// Who came, as far as they are known.
struct Guest {
  channels::VisitorId visitor_id;
  std::optional<customers::CustomerId> customer_id;
  std::optional<dictionaries::EntryId> tier_id;
  Persona persona;
  std::vector<channels::Answer> answers;
};

routing::OfferState offer_state_of(SegmentEnding ending) {
  switch (ending) {
    case SegmentEnding::Answered:
      return routing::OfferState::Answered;
    case SegmentEnding::Lapsed:
      return routing::OfferState::Lapsed;
    case SegmentEnding::Declined:
      return routing::OfferState::Declined;
    default:
      return routing::OfferState::Withdrawn;
  }
}

std::string_view topic_of(Subject subject) {
  static constexpr std::array<std::string_view, subject_count> topics{"业务办理", "电视报修", "宽带报修", "其他"};
  return topics[static_cast<std::size_t>(subject)];
}

// Makes of one visit what the modules write down.
class Chronicler {
 public:
  Chronicler(const org::Platform& platform, const Organisation& organisation, const std::vector<Phrases>& phrases,
             Entries entries, std::uint64_t seed)
      : organisation_(organisation),
        phrases_(phrases),
        entries_(std::move(entries)),
        ids_(platform.node),
        dice_(seed),
        calls_(organisation, ids_, seed + 1) {}

  void forget(Time before) { ids_.forget(before); }

  void write(const PastVisit& visit, Leaf& leaf) {
    const auto& phrases = phrases_.size() > 1 && !visit.outage && dice_.happens(0.03) ? phrases_[1] : phrases_[0];
    const auto& script = choose_script(phrases, visit.subject, visit.outage, dice_);
    auto guest = guest_of(visit, leaf);
    auto item = item_of(visit);
    auto contact = contact_of(visit, guest, item.item.id, script);
    contact.contact.language = phrases.language;
    if (visit.by_phone) {
      leaf.calls.push_back(calls_.call_of(visit, contact.contact, guest.persona.phone));
      contact.contact.conversation_id = contacts::ConversationId{leaf.calls.back().id.value};
      for (auto& told : telephony::tellings_of(leaf.calls.back())) leaf.tellings.push_back(std::move(told));
    } else {
      auto conversation = conversation_of(visit, guest, contact, phrases, script);
      contact.contact.conversation_id = contacts::ConversationId{conversation.chat.id.value};
      leaf.conversations.push_back(std::move(conversation));
    }
    for (auto& told : routing::tellings_of(item)) leaf.tellings.push_back(std::move(told));
    for (auto& told : contacts::tellings_of(contact)) leaf.tellings.push_back(std::move(told));
    leaf.items.push_back(std::move(item));
    leaf.contacts.push_back(std::move(contact));
  }

  agents::PastStates states_of(std::size_t agent, const std::vector<PastMove>& moves) const {
    agents::PastStates past;
    past.place = organisation_.agents[agent].place;
    past.id = *past.place.person_id;
    for (const auto& move : moves) {
      if (move.worker != agent) continue;
      auto& state = past.states.emplace_back();
      state.since = move.at;
      state.state = move.to;
      state.forced = move.forced;
      if (!move.reason.empty()) state.reason_id = entries_.at("not_ready_reasons", move.reason);
    }
    return past;
  }

 private:
  const SampleCity& city_of(std::size_t city) const { return organisation_.cities[city]; }
  routing::QueueId queue_of(const PastStretch& stretch) const {
    return city_of(stretch.city).queues[static_cast<std::size_t>(stretch.subject)];
  }
  routing::QueueId queue_of(const PastVisit& visit, const PastStretch& stretch) const {
    return visit.by_phone ? city_of(stretch.city).hotlines[hotline_of(stretch.subject)] : queue_of(stretch);
  }
  const org::Place& place_of(std::size_t worker) const { return organisation_.agents[worker].place; }
  org::PersonId person_of(std::size_t worker) const { return *place_of(worker).person_id; }

  // Some come again and again, most once in a while.
  Guest guest_of(const PastVisit& visit, Leaf& leaf) {
    const auto& city = city_of(visit.city);
    Guest guest;
    const SampleCustomer* customer = nullptr;
    if (!city.customers.empty() && dice_.happens(0.78)) {
      const double drawn = dice_.unit();
      customer = &city.customers[static_cast<std::size_t>(drawn * drawn * static_cast<double>(city.customers.size()))];
    }
    const int number = customer ? customer->number : 2'000 + static_cast<int>(dice_.below(50'000));
    guest.persona = {customer ? customer->name : person_name(number),
                     phone_number(number),
                     contract_number(number),
                     city.region + street(number),
                     dice_.happens(0.5) ? "高清" : "基础",
                     ""};
    if (customer) {
      guest.customer_id = customer->id;
      guest.tier_id = customer->tier_id;
    }
    if (visit.by_phone) return guest;
    guest.visitor_id = visitor_of(visit, customer, leaf);
    add_answers(visit, guest, customer != nullptr);
    return guest;
  }

  channels::VisitorId visitor_of(const PastVisit& visit, const SampleCustomer* customer, Leaf& leaf) {
    const auto site = city_of(visit.city).sites[static_cast<std::size_t>(visit.subject)];
    const auto known = customer ? visitors_.find({site.value, customer->id.value}) : visitors_.end();
    if (known != visitors_.end()) return known->second;
    const auto id = ids_.make<channels::VisitorId>(visit.arrived);
    channels::PastVisitor visitor{id, site, visit.arrived, {}, ""};
    if (visit.worker) visitor.last_agent_id = person_of(*visit.worker);
    leaf.visitors.push_back(visitor);
    if (customer) visitors_.emplace(std::pair(site.value, customer->id.value), id);
    return id;
  }

  void add_answers(const PastVisit& visit, Guest& guest, bool is_customer) {
    using channels::QuestionKind;
    if (is_customer || dice_.happens(0.6))
      guest.answers.push_back({"name", "您的称呼", "Your name", QuestionKind::Name, guest.persona.name});
    if (is_customer) guest.answers.push_back({"phone", "联系电话", "Phone", QuestionKind::Phone, guest.persona.phone});
    guest.answers.push_back({"topic", "咨询类型", "Topic", QuestionKind::Choice, std::string(topic_of(visit.subject))});
  }

  routing::PastItem item_of(const PastVisit& visit) {
    routing::PastItem past;
    auto& item = past.item;
    item.id = ids_.make<routing::WorkItemId>(visit.arrived);
    item.state = routing::ItemState::Ended;
    item.arrived_at = visit.stretches.front().kind == SegmentKind::Flow ? visit.stretches.front().until : visit.arrived;
    item.ended_at = visit.closed;
    item.channel = visit.by_phone ? agents::Channel::Voice : agents::Channel::Webchat;
    past.asked = visit.by_phone ? organisation_.hotlines_ask[hotline_of(visit.subject)]
                                : organisation_.asked[static_cast<std::size_t>(visit.subject)];
    for (const auto& stretch : visit.stretches) {
      if (stretch.kind == SegmentKind::Flow) continue;
      if (stretch.kind == SegmentKind::Queue) {
        if (stretch.ending == SegmentEnding::Overflowed) item.overflowed_from.push_back(queue_of(visit, stretch));
        item.queue_id = queue_of(visit, stretch);
        item.centre_id = city_of(stretch.city).centre_id;
        item.queued_at = stretch.from;
      } else if (stretch.kind == SegmentKind::Offer) {
        past.offers.push_back(offer_of(visit, item, stretch));
      } else if (stretch.kind == SegmentKind::Agent) {
        item.answered_at = stretch.from;
        item.agent_id = person_of(*stretch.worker);
      } else {
        item.wrap_up_until = stretch.until;
      }
    }
    const bool left = visit.stretches.back().kind != SegmentKind::WrapUp;
    item.outcome = left ? routing::Outcome::Abandoned : routing::Outcome::Done;
    if (left) item.agent_id.reset();
    if (!past.offers.empty() && !left) item.offer_id = past.offers.back().id;
    return past;
  }

  routing::ItemOffer offer_of(const PastVisit& visit, const routing::WorkItem& item, const PastStretch& stretch) {
    routing::ItemOffer offer;
    offer.id = ids_.make<routing::OfferId>(stretch.from);
    offer.item_id = item.id;
    offer.queue_id = queue_of(visit, stretch);
    offer.agent_id = person_of(*stretch.worker);
    offer.state = offer_state_of(stretch.ending);
    offer.offered_at = stretch.from;
    offer.expires_at = stretch.from + std::chrono::seconds{20};
    offer.ended_at = stretch.until;
    offer.stage = stretch.stage;
    offer.candidates = stretch.candidates;
    offer.waited_ms = (stretch.from - item.arrived_at).count();
    offer.idle_ms = stretch.idle.count();
    offer.in_hand = stretch.in_hand;
    return offer;
  }

  contacts::PastContact contact_of(const PastVisit& visit, const Guest& guest, routing::WorkItemId item,
                                   const Script& script) {
    contacts::PastContact past;
    auto& contact = past.contact;
    contact.id = ids_.make<contacts::ContactId>(visit.arrived);
    contact.centre_id = city_of(visit.city).centre_id;
    contact.work_item_id = item;
    contact.customer_id = guest.customer_id;
    contact.tier_id = guest.tier_id;
    contact.arrived_at = visit.arrived;
    contact.ended_at = visit.over;
    contact.closed_at = visit.closed;
    contact.state = contacts::ContactState::Ended;
    contact.outcome = visit.worker ? contacts::ContactOutcome::Handled : contacts::ContactOutcome::Abandoned;
    contact.channel = visit.by_phone ? agents::Channel::Voice : agents::Channel::Webchat;
    if (!visit.by_phone) past.visitor = {base::ActorKind::Visitor, guest.visitor_id.value};
    for (const auto& stretch : visit.stretches) add_segment(past, visit, stretch);
    if (visit.worker) record(past, visit, script);
    if (visit.rating) rate(contact, visit);
    return past;
  }

  void add_segment(contacts::PastContact& past, const PastVisit& visit, const PastStretch& stretch) {
    auto& contact = past.contact;
    const auto lasted = (stretch.until - stretch.from).count();
    contacts::PastSegment segment;
    segment.id = ids_.make<contacts::SegmentId>(stretch.from);
    segment.contact_id = contact.id;
    segment.kind = stretch.kind;
    if (stretch.kind != SegmentKind::Flow) segment.queue_id = queue_of(visit, stretch);
    segment.place =
        stretch.worker ? place_of(*stretch.worker) : org::Place{city_of(stretch.city).centre_id, {}, {}, {}};
    segment.agent_id = segment.place.person_id;
    segment.started_at = stretch.from;
    segment.ended_at = stretch.until;
    segment.ending = stretch.ending;
    if (stretch.kind != SegmentKind::Offer && segment.queue_id) contact.queue_id = segment.queue_id;
    if (stretch.kind == SegmentKind::Flow) contact.flow_ms += lasted;
    if (stretch.kind == SegmentKind::Queue) contact.wait_ms += lasted;
    if (stretch.kind == SegmentKind::WrapUp) contact.wrap_up_ms += lasted;
    if (stretch.kind == SegmentKind::Agent) {
      contact.talk_ms += lasted;
      contact.transfers += stretch.ending == SegmentEnding::Transferred;
      contact.agent_id = segment.agent_id;
      contact.team_id = place_of(*stretch.worker).team_id;
      contact.department_id = place_of(*stretch.worker).department_id;
      if (!contact.answered_at) contact.answered_at = stretch.from;
    }
    past.segments.push_back(std::move(segment));
  }

  // Written while writing up; a few forget it.
  void record(contacts::PastContact& past, const PastVisit& visit, const Script& script) {
    if (!dice_.happens(0.94)) return;
    auto& contact = past.contact;
    contact.kind_id = entries_.at("contact_kinds", script.kind);
    contact.business_line_id = entries_.at("business_lines", script.business_line);
    contact.disposition_id = entries_.at("dispositions", script.disposition);
    contact.urgency_id = entries_.at("urgency", script.urgency);
    if (script.responsibility) contact.responsibility_id = entries_.at("responsibility", *script.responsibility);
    if (dice_.happens(0.6)) contact.note = script.note;
    contact.record_complete = dice_.happens(0.97);
    contact.version = 2;
    past.recorded_at = visit.over + (visit.closed - visit.over) * 4 / 5;
  }

  void rate(contacts::Contact& contact, const PastVisit& visit) {
    contact.rating = *visit.rating;
    if (!visit.by_phone)
      contact.rating_comment = dice_.one_of(*visit.rating > 3 ? phrases_[0].comments : phrases_[0].bad_comments);
    contact.rated_at = visit.over + std::min(dice_.seconds(4, 40), visit.closed - visit.over);
  }

  // --- words

  channels::PastConversation conversation_of(const PastVisit& visit, const Guest& guest,
                                             const contacts::PastContact& contact, const Phrases& phrases,
                                             const Script& script) {
    channels::PastConversation past;
    auto& chat = past.chat;
    chat.id = ids_.make<channels::ChatId>(visit.arrived);
    chat.site_id = city_of(visit.city).sites[static_cast<std::size_t>(visit.subject)];
    chat.centre_id = contact.contact.centre_id;
    chat.queue_id = *contact.contact.queue_id;
    chat.work_item_id = contact.contact.work_item_id;
    chat.contact_id = contact.contact.id;
    chat.customer_id = guest.customer_id;
    chat.customer_claimed = guest.customer_id && dice_.happens(0.4);
    chat.visitor_id = guest.visitor_id;
    for (const auto& answer : guest.answers)
      if (answer.kind == channels::QuestionKind::Name) chat.visitor_name = answer.value;
    chat.language = phrases.language;
    chat.agent_id = contact.contact.agent_id;
    chat.started_at = visit.arrived;
    chat.answered_at = contact.contact.answered_at;
    chat.ended_at = visit.over;
    chat.rating = contact.contact.rating;
    chat.ended_by = ended_by(visit);
    if (visit.worker) past.place = place_of(*visit.worker);
    past.answers = guest.answers;
    speak(past, visit, guest.persona, phrases, script);
    return past;
  }

  channels::EndedBy ended_by(const PastVisit& visit) {
    if (visit.stretches.back().kind != SegmentKind::WrapUp) return channels::EndedBy::Visitor;
    return dice_.happens(0.56) ? channels::EndedBy::Agent : channels::EndedBy::Visitor;
  }

  void say(channels::PastConversation& past, Time at, channels::Author author, std::string text) {
    auto& words = past.words.emplace_back();
    words.at = at;
    words.author = author;
    words.text = std::move(text);
  }

  void speak(channels::PastConversation& past, const PastVisit& visit, Persona persona, const Phrases& phrases,
             const Script& script) {
    using channels::Author;
    say(past, visit.arrived, Author::Visitor, spoken(dice_.one_of(script.openings), persona));
    std::size_t turn = 0;
    for (const auto& stretch : visit.stretches) {
      if (stretch.kind == SegmentKind::Queue) complain(past, stretch, phrases);
      if (stretch.kind == SegmentKind::Agent) converse(past, stretch, persona, phrases, script, turn);
    }
    say(past, visit.over, Author::System, "ended_by_" + base::word_of(*past.chat.ended_by));
    for (auto& words : past.words) words.id = ids_.make<channels::MessageId>(words.at);
  }

  void complain(channels::PastConversation& past, const PastStretch& stretch, const Phrases& phrases) {
    for (auto at = stretch.from + dice_.seconds(55, 90); at < stretch.until; at += dice_.seconds(50, 110))
      say(past, at, channels::Author::Visitor, dice_.one_of(phrases.impatient));
  }

  // What one agent and the visitor say in turn, from where another agent stopped.
  void converse(channels::PastConversation& past, const PastStretch& stretch, Persona& persona, const Phrases& phrases,
                const Script& script, std::size_t& turn) {
    using channels::Author;
    const auto& agent = organisation_.agents[*stretch.worker];
    const auto person = *agent.place.person_id;
    persona.agent = agent.number;
    say(past, stretch.from, Author::System, "agent_joined");
    past.words.back().arguments = {{"name", agent.name}, {"number", agent.number}};
    const bool hands_over = stretch.ending == SegmentEnding::Transferred;
    std::vector<std::pair<Author, std::string>> lines{{Author::Agent, dice_.one_of(phrases.greetings)}};
    const auto last = hands_over ? std::min(script.turns.size(), turn + 1) : script.turns.size();
    for (; turn < last; ++turn) {
      lines.emplace_back(Author::Agent, script.turns[turn].agent);
      lines.emplace_back(Author::Visitor, dice_.one_of(script.turns[turn].visitor));
    }
    lines.emplace_back(Author::Agent, dice_.one_of(hands_over ? phrases.handovers : phrases.closings));
    if (!hands_over && dice_.happens(0.7)) lines.emplace_back(Author::Visitor, dice_.one_of(phrases.thanks));
    const auto step = (stretch.until - stretch.from) / static_cast<std::int64_t>(lines.size() + 1);
    auto at = stretch.from + std::min(Duration{std::chrono::seconds{6}}, step / 2);
    for (const auto& [author, text] : lines) {
      say(past, at, author, spoken(text, persona));
      if (author == Author::Agent) past.words.back().author_id = person;
      at += step * static_cast<std::int64_t>(70 + dice_.below(60)) / 100;
      at = std::min(at, stretch.until);
    }
    if (hands_over) say(past, stretch.until, Author::System, "transferred");
  }

  const Organisation& organisation_;
  const std::vector<Phrases>& phrases_;
  const Entries entries_;
  PastIds ids_;
  Dice dice_;
  PastCalls calls_;
  std::map<std::pair<std::int64_t, std::int64_t>, channels::VisitorId> visitors_;  // of site and customer
};

// All of them, of whom one half has nothing to do with those who come by the other way.
std::vector<Worker> workers_of(const Organisation& organisation, Dice dice, bool by_phone) {
  std::vector<Worker> workers;
  for (const auto& agent : organisation.agents) {
    auto& worker = workers.emplace_back();
    worker.city = agent.city;
    worker.knows = agent.knows;
    if (by_phone) worker.knows.fill(true);
    worker.capacity = std::min<std::int64_t>(agent.capacity, dice.happens(0.4) ? 2 : 3);
    if (agent.by_phone != by_phone) worker.capacity = 0;
    worker.slowness = dice.between(0.75, 1.3);
    worker.charm = dice.between(-1, 1);
  }
  return workers;
}

// For so many who chat, so many call.
constexpr double calls_for_a_chat = 0.16;

PastQuestion question_of(const Organisation& organisation, const HistoryRequest& request, bool by_phone) {
  PastQuestion question;
  question.seed = request.seed + (by_phone ? 10 : 0);
  question.workers = workers_of(organisation, Dice(request.seed + 1), by_phone);
  if (by_phone) question.manners = {true, 0.33, 80};
  for (const auto& city : organisation.cities) {
    question.time_zones.push_back(city.time_zone);
    question.helpers.push_back(city.helper);
  }
  question.until = request.until;
  question.from = midnight(request.until, question.time_zones.at(0));
  for (int n = 0; n < request.days; ++n)
    question.from = midnight(question.from - std::chrono::hours{12}, question.time_zones[0]);
  question.visits = request.visits_a_day * request.days * (by_phone ? calls_for_a_chat : 1.0);
  return question;
}

// Chats and calls of the same weeks; agents move as their own work has it.
PastAnswer live_through(const Organisation& organisation, const HistoryRequest& request) {
  auto calls = std::async(std::launch::async, [&] { return simulate(question_of(organisation, request, true)); });
  auto answer = simulate(question_of(organisation, request, false));
  auto called = calls.get();
  auto is_callee = [&](const PastMove& move) { return organisation.agents[move.worker].by_phone; };
  std::erase_if(answer.moves, is_callee);
  std::ranges::copy_if(called.moves, std::back_inserter(answer.moves), is_callee);
  std::ranges::move(called.visits, std::back_inserter(answer.visits));
  std::ranges::sort(answer.visits, {}, &PastVisit::arrived);
  return answer;
}

// Takes out what was told of before `until`, in the order of time; what happened at once in
// the order in which it was told.
std::vector<events::Telling> take_until(std::vector<events::Telling>& tellings, Time until) {
  std::vector<std::pair<Time, std::size_t>> order;
  for (std::size_t n = 0; n < tellings.size(); ++n)
    if (tellings[n].about.at < until) order.emplace_back(tellings[n].about.at, n);
  std::sort(order.begin(), order.end());
  std::vector<events::Telling> due;
  due.reserve(order.size());
  for (const auto& [at, n] : order) due.push_back(std::move(tellings[n]));
  std::erase_if(tellings, [&](const auto& one) { return one.about.at < until; });
  return due;
}

// A write is short enough for nobody to notice and long enough to be quick.
constexpr Duration leaf_covers = std::chrono::hours{12};

class Filling {
 public:
  Filling(const org::Platform& platform, const Organisation& organisation, const std::vector<Phrases>& phrases,
          const HistoryRequest& request)
      : platform_(platform),
        request_(request),
        question_(question_of(organisation, request, false)),
        answer_(live_through(organisation, request)),
        chronicler_(platform, organisation, phrases,
                    platform.database.read([&](db::Transaction& tx) { return Entries(tx, phrases); }),
                    request.seed + 2) {
    for (std::size_t agent = 0; agent < organisation.agents.size(); ++agent)
      states_.push_back(chronicler_.states_of(agent, answer_.moves));
  }

  // While one leaf is written the next one is made up.
  HistoryCounts run() {
    tell_states();
    auto next = std::async(std::launch::async, [this] { return make(question_.from); });
    for (auto from = question_.from; from < question_.until; from += leaf_covers) {
      auto leaf = next.get();
      const auto until = from + leaf_covers;
      if (until < question_.until) next = std::async(std::launch::async, [this, until] { return make(until); });
      write(leaf, until < question_.until ? until : question_.until + leaf_covers);
    }
    return counts_;
  }

 private:
  Leaf make(Time from) {
    Leaf leaf;
    chronicler_.forget(from);
    for (; visit_ < answer_.visits.size() && answer_.visits[visit_].arrived < from + leaf_covers; ++visit_)
      chronicler_.write(answer_.visits[visit_], leaf);
    return leaf;
  }

  void tell_states() {
    for (const auto& past : states_)
      for (auto& told : agents::tellings_of(past)) tellings_.push_back(std::move(told));
    platform_.database.write([&](db::Transaction& tx) { agents::write_past(tx, states_); });
  }

  void write(Leaf& leaf, Time until) {
    tellings_.insert(tellings_.end(), std::make_move_iterator(leaf.tellings.begin()),
                     std::make_move_iterator(leaf.tellings.end()));
    const auto told = take_until(tellings_, until);
    platform_.database.write([&](db::Transaction& tx) {
      routing::write_past(tx, leaf.items);
      contacts::write_past(tx, leaf.contacts);
      telephony::write_past(tx, platform_, leaf.calls);
      channels::write_past(tx, leaf.visitors);
      channels::write_past(tx, platform_.keys, leaf.conversations);
      events::append_all(tx, told);
    });
    counts_.events += static_cast<std::int64_t>(told.size());
    counts_.contacts += static_cast<std::int64_t>(leaf.contacts.size());
    for (const auto& conversation : leaf.conversations)
      counts_.messages += static_cast<std::int64_t>(conversation.words.size());
  }

  const org::Platform& platform_;
  const HistoryRequest request_;
  const PastQuestion question_;
  const PastAnswer answer_;
  Chronicler chronicler_;
  std::vector<agents::PastStates> states_;
  std::size_t visit_ = 0;
  std::vector<events::Telling> tellings_;
  HistoryCounts counts_;
};

}  // namespace

HistoryCounts fill_history(const org::Platform& platform, const Organisation& organisation,
                           const std::vector<Phrases>& phrases, const HistoryRequest& request) {
  return Filling(platform, organisation, phrases, request).run();
}

}  // namespace simulator
