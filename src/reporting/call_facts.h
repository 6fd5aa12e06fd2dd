#pragma once
// The facts of calls beside those of contacts (facts.h), told by telephony and ivr:
//
//   leg       somebody's part in a call, or a trunk that was tried in vain, or a caller who was
//             blocked; once it is over
//   transfer  a call that an agent gave on
//   walk      a caller's way through a flow, once it is over
//   step      an exit of a node that was taken, or a node at which a caller hung up
//
// Pure: events in, facts out. A fact is never changed, but for a leg's quality, which is told after its end.

#include <optional>
#include <string>

#include "events/events.h"
#include "ivr/events.h"
#include "reporting/facts.h"
#include "telephony/events.h"

namespace reporting {

// How a leg ended that nobody answered. GivenUp: by who called.
enum class LegFailure { None, GivenUp, Busy, NoAnswer, Declined, WrongNumber, Network, Blocked };
BOOST_DESCRIBE_ENUM(LegFailure, None, GivenUp, Busy, NoAnswer, Declined, WrongNumber, Network, Blocked)

// Of what was measured: thousandths of a MOS, thousandths of a percent of loss.
struct LegFact {
  std::int64_t id = 0;  // the place in the log of the event that told it
  std::optional<telephony::PartyId> party_id;
  std::optional<telephony::CallId> call_id;
  org::CentreId centre_id;  // of who spoke for the house, else of the call
  telephony::CallKind direction = telephony::CallKind::Inbound;
  telephony::PartyRole role = telephony::PartyRole::Customer;
  telephony::Device device = telephony::Device::Trunk;
  std::optional<org::PersonId> agent_id;
  std::optional<org::TeamId> team_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<std::int64_t> trunk_id;
  std::int64_t dialled = 0;  // 1: the house called it
  base::Time began_at, ended_at;
  std::int64_t answered = 0;
  LegFailure failure = LegFailure::None;
  std::int64_t ring_ms = 0, talk_ms = 0, held_ms = 0, kept_waiting_ms = 0;
  std::optional<std::int64_t> mos_milli, loss_milli, jitter_ms;
};
BOOST_DESCRIBE_STRUCT(LegFact, (),
                      (id, party_id, call_id, centre_id, direction, role, device, agent_id, team_id, queue_id, trunk_id,
                       dialled, began_at, ended_at, answered, failure, ring_ms, talk_ms, held_ms, kept_waiting_ms,
                       mos_milli, loss_milli, jitter_ms))

struct TransferFact {
  std::int64_t id = 0;
  telephony::CallId call_id;
  org::CentreId centre_id;  // of the agent who gave it on, else of the call
  base::Time at;
  telephony::TransferKind kind = telephony::TransferKind::Blind;
  telephony::TransferGoal goal = telephony::TransferGoal::Queue;
  std::optional<routing::QueueId> queue_id;  // from which
  std::optional<org::PersonId> agent_id;     // who gave it on
  std::optional<org::TeamId> team_id;
  std::optional<routing::QueueId> to_queue_id;
  std::optional<org::PersonId> to_agent_id;
  std::optional<ivr::FlowId> to_flow_id;
};
BOOST_DESCRIBE_STRUCT(TransferFact, (),
                      (id, call_id, centre_id, at, kind, goal, queue_id, agent_id, team_id, to_queue_id, to_agent_id,
                       to_flow_id))

struct WalkFact {
  std::int64_t id = 0;
  telephony::CallId call_id;
  org::CentreId centre_id;
  ivr::FlowId flow_id;  // in which it began
  std::int64_t flow_version = 0;
  base::Time began_at, ended_at;
  ivr::WalkEnding ending = ivr::WalkEnding::ToQueue;
};
BOOST_DESCRIBE_STRUCT(WalkFact, (), (id, call_id, centre_id, flow_id, flow_version, began_at, ended_at, ending))

struct StepFact {
  std::int64_t id = 0;
  std::optional<telephony::CallId> call_id;  // not told by old logs
  org::CentreId centre_id;
  ivr::FlowId flow_id;
  std::int64_t flow_version = 0;
  std::string node_id;
  std::string exit;  // "": the caller hung up here
  base::Time at;
};
BOOST_DESCRIBE_STRUCT(StepFact, (), (id, call_id, centre_id, flow_id, flow_version, node_id, exit, at))

// Where an agent stands, as the log told last; null when it never did.
LegFact leg_of(const events::Event& event, const telephony::PartyLeft& told, const AgentNow* agent);
LegFact leg_of(const events::Event& event, const telephony::TrunkTried& told);
// Without a trunk (old logs) there is nothing to tell.
std::optional<LegFact> leg_of(const events::Event& event, const telephony::CallBlocked& told);
void measure(LegFact& leg, const telephony::LineQuality& quality);
TransferFact transfer_of(const events::Event& event, const telephony::CallTransferred& told, const AgentNow* agent);
WalkFact walk_of(const events::Event& event, const ivr::WalkEnded& told);
StepFact step_of(const events::Event& event, const ivr::ExitTaken& told);
// The node at which the caller hung up.
std::optional<StepFact> last_step_of(const events::Event& event, const ivr::WalkEnded& told);

// Whether the event tells of legs, transfers or flows.
bool is_of_call(const events::Event& event);

}  // namespace reporting
