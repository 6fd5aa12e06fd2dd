#include "reporting/call_facts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace reporting {
namespace {

using telephony::CallEnding;

LegFailure failure_of(CallEnding ending) {
  switch (ending) {
    case CallEnding::Busy:
      return LegFailure::Busy;
    case CallEnding::NoAnswer:
      return LegFailure::NoAnswer;
    case CallEnding::Declined:
      return LegFailure::Declined;
    case CallEnding::WrongNumber:
      return LegFailure::WrongNumber;
    case CallEnding::Unreachable:
    case CallEnding::Refused:
    case CallEnding::Lost:
    case CallEnding::Broken:
      return LegFailure::Network;
    case CallEnding::ByCustomer:
    case CallEnding::ByAgent:
    case CallEnding::BySystem:
    case CallEnding::Cut:
      break;
  }
  return LegFailure::GivenUp;
}

}  // namespace

LegFact leg_of(const events::Event& event, const telephony::PartyLeft& told, const AgentNow* agent) {
  LegFact leg;
  leg.id = event.position.seq;
  leg.party_id = told.party_id;
  leg.call_id = told.call_id;
  leg.centre_id = agent ? agent->centre_id : org::CentreId{event.centre_id};
  leg.direction = told.kind.value_or(telephony::CallKind::Inbound);
  leg.role = told.role;
  leg.device = told.device;
  leg.agent_id = told.person_id;
  if (agent) leg.team_id = agent->team_id;
  leg.queue_id = told.queue_id;
  leg.trunk_id = told.trunk_id;
  leg.dialled = told.dialled.value_or(told.role != telephony::PartyRole::Customer);
  leg.ended_at = event.at;
  leg.began_at = event.at - base::Duration{told.rang_ms + told.talked_ms};
  leg.failure = told.talked_ms > 0 ? LegFailure::None : failure_of(told.ending);
  leg.answered = leg.failure == LegFailure::None;
  leg.ring_ms = told.rang_ms;
  leg.talk_ms = told.talked_ms;
  leg.held_ms = told.held_ms;
  leg.kept_waiting_ms = told.kept_waiting_ms.value_or(0);
  if (told.quality) measure(leg, *told.quality);
  return leg;
}

LegFact leg_of(const events::Event& event, const telephony::TrunkTried& told) {
  LegFact leg;
  leg.id = event.position.seq;
  leg.call_id = told.call_id;
  leg.centre_id = org::CentreId{event.centre_id};
  leg.direction = told.kind;
  leg.role = told.role;
  leg.queue_id = told.queue_id;
  leg.trunk_id = told.trunk_id;
  leg.dialled = 1;
  leg.ended_at = event.at;
  leg.began_at = event.at - base::Duration{told.tried_ms};
  leg.failure = LegFailure::Network;
  leg.ring_ms = told.tried_ms;
  return leg;
}

std::optional<LegFact> leg_of(const events::Event& event, const telephony::CallBlocked& told) {
  if (!told.trunk_id || event.centre_id == 0) return std::nullopt;
  LegFact leg;
  leg.id = event.position.seq;
  leg.centre_id = org::CentreId{event.centre_id};
  leg.trunk_id = told.trunk_id;
  leg.began_at = leg.ended_at = event.at;
  leg.failure = LegFailure::Blocked;
  return leg;
}

void measure(LegFact& leg, const telephony::LineQuality& quality) {
  leg.mos_milli = std::llround(quality.mos * 1'000);
  leg.loss_milli = std::llround(quality.loss_percent * 1'000);
  leg.jitter_ms = quality.jitter_ms;
}

TransferFact transfer_of(const events::Event& event, const telephony::CallTransferred& told, const AgentNow* agent) {
  TransferFact fact;
  fact.id = event.position.seq;
  fact.call_id = told.call_id;
  fact.centre_id = agent ? agent->centre_id : org::CentreId{event.centre_id};
  fact.at = event.at;
  fact.kind = told.kind;
  fact.goal = told.goal;
  fact.queue_id = told.from_queue_id;
  fact.agent_id = told.from_agent_id;
  if (agent) fact.team_id = agent->team_id;
  fact.to_queue_id = told.to_queue_id;
  fact.to_agent_id = told.to_agent_id;
  fact.to_flow_id = told.to_flow_id;
  return fact;
}

WalkFact walk_of(const events::Event& event, const ivr::WalkEnded& told) {
  return {event.position.seq,
          telephony::CallId{told.call_id},
          org::CentreId{event.centre_id},
          told.flow_id,
          told.version,
          event.at - base::Duration{told.lasted_ms},
          event.at,
          told.ending};
}

StepFact step_of(const events::Event& event, const ivr::ExitTaken& told) {
  StepFact step{event.position.seq, {},      org::CentreId{event.centre_id}, told.flow_id, told.version, told.node_id,
                told.exit,          event.at};
  if (told.call_id) step.call_id = telephony::CallId{*told.call_id};
  return step;
}

std::optional<StepFact> last_step_of(const events::Event& event, const ivr::WalkEnded& told) {
  if (told.ending != ivr::WalkEnding::HungUp) return std::nullopt;
  return StepFact{event.position.seq,
                  telephony::CallId{told.call_id},
                  org::CentreId{event.centre_id},
                  told.at_flow_id,
                  told.at_version,
                  told.at_node_id,
                  "",
                  event.at};
}

bool is_of_call(const events::Event& event) {
  static constexpr std::array types{
      telephony::PartyLeft::type,   telephony::LineMeasured::type,    telephony::TrunkTried::type,
      telephony::CallBlocked::type, telephony::CallTransferred::type, ivr::ExitTaken::type,
      ivr::WalkEnded::type};
  return std::find(types.begin(), types.end(), event.type) != types.end();
}

}  // namespace reporting
