#include "reporting/facts.h"

#include <algorithm>
#include <array>

namespace reporting {
namespace {

using contacts::SegmentEnding;

VisitFact* open_visit(ContactFacts& facts) {
  return facts.visits.empty() || facts.visits.back().ended_at ? nullptr : &facts.visits.back();
}

StintFact* open_stint(ContactFacts& facts) {
  return facts.stints.empty() || facts.stints.back().ended_at ? nullptr : &facts.stints.back();
}

void end_visit(ContactFacts& facts, VisitEnding ending, base::Time at) {
  auto* visit = open_visit(facts);
  if (!visit) return;
  visit->ended_at = std::max(at, visit->entered_at);
  visit->ending = ending;
  visit->wait_ms = (*visit->ended_at - visit->entered_at).count();
}

void end_stint(ContactFacts& facts, StintEnding ending, base::Time at) {
  auto* stint = open_stint(facts);
  if (!stint) return;
  if (!stint->talked_until) stint->talked_until = std::max(at, stint->answered_at);
  stint->ended_at = std::max(at, *stint->talked_until);
  stint->ending = ending;
}

ContactFacts opened(const events::Event& event) {
  auto told = event.as<contacts::ContactOpened>();
  ContactFact contact;
  contact.id = told.contact_id;
  contact.centre_id = org::CentreId{event.centre_id};
  contact.conversation_id = told.conversation_id;
  contact.channel = told.channel;
  contact.direction = told.direction;
  contact.work_item_id = told.work_item_id;
  contact.queue_id = told.queue_id;
  contact.tier_id = told.tier_id;
  contact.arrived_at = event.at;
  return {contact, {}, {}};
}

StintEnding stint_ending_of(std::optional<SegmentEnding> after) {
  if (after == SegmentEnding::HandedBack) return StintEnding::HandedBack;
  return after == SegmentEnding::Released ? StintEnding::Released : StintEnding::Transferred;
}

bool is_outbound(const ContactFacts& facts) {
  return facts.contact.direction == contacts::Direction::Outbound;
}

void queued(ContactFacts& facts, const events::Event& event) {
  auto told = event.as<contacts::ContactQueued>();
  end_visit(facts, told.after == SegmentEnding::Overflowed ? VisitEnding::Overflowed : VisitEnding::Transferred,
            event.at);
  end_stint(facts, stint_ending_of(told.after), event.at);
  if (!facts.contact.queue_id) facts.contact.queue_id = told.queue_id;
  if (is_outbound(facts)) return;
  VisitFact visit;
  visit.contact_id = facts.contact.id;
  visit.seq = static_cast<std::int64_t>(facts.visits.size()) + 1;
  visit.centre_id = told.queue_centre_id;
  visit.queue_id = told.queue_id;
  visit.channel = facts.contact.channel;
  visit.tier_id = facts.contact.tier_id;
  visit.entered_at = event.at;
  facts.visits.push_back(visit);
}

// The system or a number outside has it.
void went_elsewhere(ContactFacts& facts, base::Time at) {
  end_visit(facts, VisitEnding::Transferred, at);
  end_stint(facts, StintEnding::Released, at);
}

void answered(ContactFacts& facts, const events::Event& event) {
  auto told = event.as<contacts::ContactAnswered>();
  if (auto* visit = open_visit(facts)) {
    visit->agent_id = told.agent_id;
    visit->team_id = told.team_id;
  }
  end_visit(facts, VisitEnding::Answered, event.at);
  end_stint(facts, StintEnding::TakenOver, event.at);
  StintFact stint;
  stint.contact_id = facts.contact.id;
  stint.seq = static_cast<std::int64_t>(facts.stints.size()) + 1;
  stint.visit_seq = static_cast<std::int64_t>(facts.visits.size());
  stint.centre_id = told.agent_centre_id;
  stint.agent_id = told.agent_id;
  stint.team_id = told.team_id;
  stint.queue_id = told.queue_id;
  stint.channel = facts.contact.channel;
  stint.direction = facts.contact.direction;
  stint.answered_at = event.at;
  facts.stints.push_back(stint);
  facts.contact.agent_id = told.agent_id;
  facts.contact.team_id = told.team_id;
  if (!facts.contact.queue_id) facts.contact.queue_id = told.queue_id;
}

void closed(ContactFacts& facts, const events::Event& event) {
  auto told = event.as<contacts::ContactClosed>();
  end_visit(facts, VisitEnding::Abandoned, event.at);
  end_stint(facts, StintEnding::Closed, event.at);
  auto& contact = facts.contact;
  contact.closed_at = event.at;
  contact.outcome = told.outcome;
  contact.wait_ms = told.wait_ms;
  contact.talk_ms = told.talk_ms;
  contact.wrap_up_ms = told.wrap_up_ms;
  contact.transfers = told.transfers;
  contact.flow_ms = told.flow_ms.value_or(0);
  contact.outside_ms = told.outside_ms.value_or(0);
}

void rated(ContactFacts& facts, const events::Event& event) {
  facts.contact.rating = event.as<contacts::ContactRated>().rating;
  if (!facts.stints.empty()) facts.stints.back().rating = facts.contact.rating;
}

void linked(ContactFacts& facts, const events::Event& event) {
  facts.contact.tier_id = event.as<contacts::ContactCustomerLinked>().tier_id;
  for (auto& visit : facts.visits) visit.tier_id = facts.contact.tier_id;
}

}  // namespace

bool is_of_contact(const events::Event& event) {
  static constexpr std::array types{contacts::ContactOpened::type,         contacts::ContactQueued::type,
                                    contacts::ContactAnswered::type,       contacts::ContactWrapUpBegun::type,
                                    contacts::ContactClosed::type,         contacts::ContactRated::type,
                                    contacts::ContactCustomerLinked::type, contacts::ContactItemAttached::type,
                                    contacts::ContactInFlow::type,         contacts::ContactOutside::type};
  return std::find(types.begin(), types.end(), event.type) != types.end();
}

void apply(std::optional<ContactFacts>& facts, const events::Event& event) {
  if (event.type == contacts::ContactOpened::type) {
    if (!facts) facts = opened(event);
    return;
  }
  if (!facts) return;
  if (event.type == contacts::ContactQueued::type) {
    queued(*facts, event);
  } else if (event.type == contacts::ContactAnswered::type) {
    answered(*facts, event);
  } else if (event.type == contacts::ContactItemAttached::type) {
    facts->contact.work_item_id = event.as<contacts::ContactItemAttached>().work_item_id;
  } else if (event.type == contacts::ContactInFlow::type || event.type == contacts::ContactOutside::type) {
    went_elsewhere(*facts, event.at);
  } else if (event.type == contacts::ContactWrapUpBegun::type) {
    if (auto* stint = open_stint(*facts)) stint->talked_until = std::max(event.at, stint->answered_at);
  } else if (event.type == contacts::ContactClosed::type) {
    closed(*facts, event);
  } else if (event.type == contacts::ContactRated::type) {
    rated(*facts, event);
  } else if (event.type == contacts::ContactCustomerLinked::type) {
    linked(*facts, event);
  }
}

base::Duration talk_of(const StintFact& stint) {
  return stint.talked_until ? *stint.talked_until - stint.answered_at : base::Duration{0};
}

base::Duration wrap_up_of(const StintFact& stint) {
  return stint.ended_at ? *stint.ended_at - *stint.talked_until : base::Duration{0};
}

}  // namespace reporting
