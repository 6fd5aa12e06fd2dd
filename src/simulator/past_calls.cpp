#include "simulator/past_calls.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace simulator {
namespace {

using contacts::SegmentEnding;
using contacts::SegmentKind;
using telephony::CallEnding;
using telephony::Device;
using telephony::PartyRole;
using telephony::PastCall;
using telephony::PastParty;
using namespace std::chrono_literals;

constexpr base::Duration pick_up{80};  // our own
constexpr base::Duration thanks{3'000};
constexpr std::int64_t first_version = 1;

// A way from the main menu of a city's flow (content/simulator/flows/city.json) to a queue.
struct Way {
  std::string_view key, leads_to, node;
  bool hears_of_bills = false;
};
constexpr Way to_fault{"1", "报修队列", "q_fault"};
constexpr std::array<Way, 3> to_service{Way{"3", "服务队列", "q_service"}, Way{"0", "服务队列", "q_service"},
                                        Way{"2", "账单说明", "q_service", true}};

}  // namespace

PastCall PastCalls::call_of(const PastVisit& visit, const contacts::Contact& contact, std::string number) {
  const auto& city = organisation_.cities[visit.city];
  PastCall call;
  call.id = ids_.make<telephony::CallId>(visit.arrived);
  call.place = {contact.centre_id, contact.department_id, contact.team_id, contact.agent_id};
  call.queue_id = contact.queue_id;
  call.customer_id = contact.customer_id;
  call.contact_id = contact.id;
  call.work_item_id = contact.work_item_id;
  call.number = std::move(number);
  call.called_number = city.number;
  call.number_id = city.number_id;
  call.trunk_id = organisation_.trunk_id;
  call.language = contact.language;
  call.began_at = visit.arrived;
  call.answered_at = contact.answered_at;
  call.ended_at = visit.over;
  // Who said how it was did so after the agent had gone.
  if (contact.rated_at) {
    call.talked_until = visit.over;
    call.ended_at = std::min(*contact.rated_at + thanks, visit.closed);
    call.ending = CallEnding::BySystem;
  } else if (visit.worker && dice_.happens(0.3)) {
    call.ending = CallEnding::ByAgent;
  }
  walk(call, visit);
  ring(call, visit);
  return call;
}

void PastCalls::walk(PastCall& call, const PastVisit& visit) {
  const auto flow = organisation_.cities[visit.city].flow_id;
  const auto until = visit.stretches.front().until;
  const auto begins = visit.arrived + pick_up;
  const auto welcomed = std::min<base::Time>(begins + 6s, until - 3s);
  const double drawn = dice_.unit();
  const auto& way = hotline_of(visit.subject) == static_cast<std::size_t>(Hotline::Fault)
                        ? to_fault
                        : to_service.at(drawn < 0.4    ? 0
                                        : drawn < 0.75 ? 1
                                                       : 2);
  const auto pressed = way.hears_of_bills ? std::max<base::Time>(welcomed, until - 8s) : until;
  call.exits = {{flow, first_version, "hours", "open", begins},
                {flow, first_version, "welcome", "next", welcomed},
                {flow, first_version, "main", std::string(way.key), pressed}};
  if (way.hears_of_bills) call.exits.push_back({flow, first_version, "bill", "next", until});
  call.choices = {{"主菜单", std::string(way.key), std::string(way.leads_to)}};
  call.walked_to = way.node;
  call.walked_until = until;
}

PastParty PastCalls::party(PartyRole role, Device device, base::Time began) {
  PastParty party;
  party.id = ids_.make<telephony::PartyId>(began);
  party.role = role;
  party.device = device;
  party.began_at = began;
  party.quality = quality();
  return party;
}

void PastCalls::ring(PastCall& call, const PastVisit& visit) {
  auto customer = party(PartyRole::Customer, Device::Trunk, visit.arrived);
  customer.answered_at = visit.arrived + pick_up;
  customer.ended_at = call.ended_at;
  customer.ending = call.ending;
  customer.queue_id = call.queue_id;
  call.parties.push_back(std::move(customer));
  for (const auto& stretch : visit.stretches) {
    if (stretch.kind == SegmentKind::Agent) talk(call, stretch);
    if (stretch.kind != SegmentKind::Offer) continue;
    auto agent = party(PartyRole::Agent, Device::Phone, stretch.from);
    agent.person_id = person_of(stretch);
    agent.queue_id = queue_of(stretch);
    agent.ended_at = stretch.until;
    agent.ending = stretch.ending == SegmentEnding::Declined ? CallEnding::Declined
                   : stretch.ending == SegmentEnding::Lapsed ? CallEnding::NoAnswer
                                                             : CallEnding::BySystem;
    call.parties.push_back(std::move(agent));
  }
  // Passed on: into the queue that comes next.
  for (std::size_t n = 0; n + 1 < visit.stretches.size(); ++n) {
    const auto& from = visit.stretches[n];
    const auto& to = visit.stretches[n + 1];
    if (from.kind != SegmentKind::Agent || from.ending != SegmentEnding::Transferred || to.kind != SegmentKind::Queue)
      continue;
    call.transfers.push_back({from.until,
                              {call.id,
                               telephony::TransferKind::Blind,
                               telephony::TransferGoal::Queue,
                               queue_of(from),
                               person_of(from),
                               queue_of(to),
                               {},
                               {}}});
  }
}

// Whoever rang last answered.
void PastCalls::talk(PastCall& call, const PastStretch& stretch) {
  auto& agent = call.parties.back();
  auto& customer = call.parties.front();
  agent.answered_at = stretch.from;
  agent.ended_at = stretch.until;
  const bool hung_up = call.ending != CallEnding::ByCustomer || stretch.ending == SegmentEnding::Transferred;
  agent.ending = hung_up ? CallEnding::ByAgent : CallEnding::BySystem;
  const auto lasted = stretch.until - stretch.from;
  if (lasted < 40s || !dice_.happens(0.18)) return;
  agent.kept_waiting = std::min<base::Duration>(dice_.seconds(6, 30), lasted / 2);
  customer.held += agent.kept_waiting;
}

// Most lines are good; a few lose packets.
telephony::LineQuality PastCalls::quality() {
  telephony::LineQuality line;
  const bool is_bad = dice_.happens(0.02);
  line.loss_percent = std::round(100 * (is_bad ? dice_.between(2, 9) : dice_.between(0, 0.4))) / 100;
  line.jitter_ms = static_cast<std::int64_t>(dice_.between(1, is_bad ? 40 : 9));
  line.mos = std::round(100 * (4.4 - 0.22 * line.loss_percent - 0.004 * static_cast<double>(line.jitter_ms))) / 100;
  if (dice_.happens(0.9)) line.round_trip_ms = static_cast<std::int64_t>(dice_.between(8, 60));
  return line;
}

}  // namespace simulator
