// Why an offer went to that agent and not to another, told from the log alone: what the shard
// asked of agents, and what it saw of them then.

#include <algorithm>
#include <limits>

#include "routing/verbs.h"

namespace routing {
namespace {

constexpr int most_offers_of_an_item = 1'000;
constexpr events::Position newest{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max()};

struct Made {
  events::Event event;
  OfferMade offer;
};

std::optional<Made> find_made(db::Transaction& tx, const ItemOffer& offer) {
  for (auto& event : events::last_about(tx, OfferMade::type, offer.item_id.value, newest, most_offers_of_an_item)) {
    auto made = event.as<OfferMade>();
    if (made.offer_id == offer.id) return Made{std::move(event), std::move(made)};
  }
  return std::nullopt;
}

// What the shard saw of the agent then; none when the log does not tell. Whom an owner has
// not seen since it began was not signed in.
std::optional<AgentPicture> picture_at(db::Transaction& tx, org::PersonId agent, events::Position at) {
  auto seen = events::last_about(tx, AgentSeen::type, agent.value, at, 1);
  auto began = events::last_about(tx, ShardBegan::type, 0, at, 1);
  if (!began.empty() && (seen.empty() || seen[0].position < began[0].position)) return AgentPicture{.agent_id = agent};
  if (seen.empty()) return std::nullopt;
  return seen[0].as<AgentSeen>();
}

std::int64_t level_in(const AgentPicture& picture, agents::SkillId skill) {
  for (const auto& own : picture.skills)
    if (own.skill_id == skill) return own.level;
  return 0;
}

template <class T>
bool contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::int64_t calls_of(const AgentPicture& picture) {
  for (const auto& own : picture.channels)
    if (own.channel == agents::Channel::Voice) return own.in_hand;
  return 0;
}

OfferFitness fitness_of(const OfferMade& made, const AgentPicture& picture, const ChannelUse& use) {
  if (!picture.signed_in) return OfferFitness::SignedOut;
  for (const auto& wanted : made.skills)
    if (level_in(picture, wanted.skill_id) < wanted.level) return OfferFitness::LacksSkill;
  if (!made.team_ids.empty() && !(picture.team_id && contains(made.team_ids, *picture.team_id)))
    return OfferFitness::OtherTeam;
  if (!picture.ready) return OfferFitness::NotReady;
  if (!picture.present) return OfferFitness::Absent;
  if (use.most == 0) return OfferFitness::NoCapacity;
  if (picture.offered || use.in_hand >= use.most ||
      !leaves_room(use.channel, calls_of(picture), picture.occupied.value_or(false)))
    return OfferFitness::Busy;
  if (contains(made.passed_on_by, picture.agent_id)) return OfferFitness::PassedOn;
  return OfferFitness::Fits;
}

OfferCandidate candidate_of(const Made& made, agents::Channel channel, const AgentPicture& picture) {
  OfferCandidate candidate{.id = picture.agent_id};
  ChannelUse use{.channel = channel};
  for (const auto& own : picture.channels)
    if (own.channel == channel) use = own;
  candidate.fitness = fitness_of(made.offer, picture, use);
  if (!picture.signed_in) return candidate;
  candidate.idle_ms = (made.event.at - picture.idle_since).count();
  candidate.in_hand = picture.in_hand;
  candidate.capacity = use.most;
  for (const auto& wanted : made.offer.skills) candidate.level_sum += level_in(picture, wanted.skill_id);
  return candidate;
}

// By what the strategy compares; then by who has been idle longer.
Verdict compare(Strategy strategy, const OfferCandidate& chosen, const OfferCandidate& other) {
  if (strategy == Strategy::LeastBusy && chosen.in_hand != other.in_hand) return Verdict::LessBusy;
  if (strategy == Strategy::BestSkilled && chosen.level_sum != other.level_sum) return Verdict::BetterSkilled;
  return chosen.idle_ms != other.idle_ms ? Verdict::LongerIdle : Verdict::SameFigures;
}

Verdict verdict_of(const OfferMade& made, const OfferCandidate& chosen, const OfferCandidate& other) {
  if (other.id == chosen.id) return Verdict::WasAsked;
  if (made.preferred_agent_id) return Verdict::Preferred;
  if (other.fitness == OfferFitness::Unknown || chosen.fitness == OfferFitness::Unknown) return Verdict::Unknown;
  if (other.fitness != OfferFitness::Fits) return Verdict::DidNotFit;
  return compare(made.strategy, chosen, other);
}

bool is_agent_of(const org::Actor& actor, org::CentreId centre) {
  return actor.ref.kind == base::ActorKind::Person && actor.may(agents::work_as_agent) &&
         centre == actor.place.centre_id;
}

base::Status require_reach(const org::Actor& actor, const std::optional<ItemRow>& item) {
  if (item) return actor.require(view_queues, {item->centre_id, {}, {}, {}});
  if (auto status = actor.require(view_queues); !status) return status;
  return base::not_found();
}

// Also the agents of its centre.
base::Status require_part(const org::Actor& actor, const std::optional<ItemRow>& item) {
  if (item && is_agent_of(actor, item->centre_id)) return {};
  return require_reach(actor, item);
}

}  // namespace

base::Result<std::vector<ItemOffer>> Routing::offers(const org::Actor& actor, WorkItemId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<ItemOffer>> {
    auto item = find_item_row(tx, id);
    if (auto status = require_part(actor, item); !status) return base::pass(status);
    return offers_of(tx, id);
  });
}

base::Result<OfferReasons> Routing::reasons(const org::Actor& actor, OfferId id, std::optional<org::PersonId> agent) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<OfferReasons> {
    auto offer = find_offer(tx, id);
    auto item = offer ? find_item_row(tx, offer->item_id) : std::nullopt;
    const bool about_itself = agent && agent->value == actor.ref.id;
    if (auto status = about_itself ? require_part(actor, item) : require_reach(actor, item); !status)
      return base::pass(status);
    if (!agent) return base::refuse_fault("?agent_id", "missing");
    OfferReasons reasons{.offer = *offer};
    reasons.chosen.id = offer->agent_id;
    reasons.agent.id = *agent;
    auto made = find_made(tx, *offer);
    if (!made) return reasons;
    reasons.skills = made->offer.skills;
    reasons.team_ids = made->offer.team_ids;
    reasons.preferred_agent_id = made->offer.preferred_agent_id;
    for (auto* candidate : {&reasons.chosen, &reasons.agent})
      if (auto picture = picture_at(tx, candidate->id, made->event.position))
        *candidate = candidate_of(*made, item->channel, *picture);
    reasons.verdict = verdict_of(made->offer, reasons.chosen, reasons.agent);
    return reasons;
  });
}

}  // namespace routing
