#include "reporting/rollups.h"

#include <fmt/format.h>

#include <algorithm>

namespace reporting {
namespace {

std::vector<std::string> with_bands(std::vector<std::string> counts) {
  for (std::string_view what : {"answered", "abandoned"})
    for (std::size_t band = 0; band < band_count; ++band) counts.push_back(fmt::format("{}_band_{}", what, band));
  return counts;
}

std::vector<std::string> with_ratings(std::vector<std::string> counts) {
  for (int stars = 1; stars <= 5; ++stars) counts.push_back(fmt::format("rated_{}", stars));
  return counts;
}

// The count of a table at its name, for lines that are filled in below.
class Counts {
 public:
  explicit Counts(Source source) : table_(table_of(source)), values_(table_.counts.size()) {}

  Counts& add(std::string_view name, std::int64_t amount = 1) {
    auto found = std::find(table_.counts.begin(), table_.counts.end(), name);
    values_.at(static_cast<std::size_t>(found - table_.counts.begin())) += amount;
    return *this;
  }
  Counts& add_rating(std::optional<std::int64_t> rating) {
    return rating ? add(fmt::format("rated_{}", *rating)) : *this;
  }
  const RollupCounts& values() const { return values_; }

 private:
  const RollupTable& table_;
  RollupCounts values_;
};

template <class Id>
KeyPart or_none(const std::optional<Id>& id) {
  return id ? id->value : 0;
}

std::string_view word_for(VisitEnding ending) {
  switch (ending) {
    case VisitEnding::Answered:
      return "answered";
    case VisitEnding::Abandoned:
      return "abandoned";
    case VisitEnding::Overflowed:
      return "overflowed";
    case VisitEnding::Transferred:
      break;
  }
  return "transferred";
}

std::string_view word_for(StintEnding ending) {
  switch (ending) {
    case StintEnding::Closed:
      return "closed";
    case StintEnding::Transferred:
      return "transferred";
    case StintEnding::TakenOver:
      return "taken_over";
    case StintEnding::Released:
      return "released";
    case StintEnding::HandedBack:
      break;
  }
  return "handed_back";
}

std::string_view word_for(routing::OfferState how) {
  switch (how) {
    case routing::OfferState::Answered:
      return "offers_answered";
    case routing::OfferState::Declined:
      return "offers_declined";
    case routing::OfferState::Lapsed:
      return "offers_lapsed";
    default:
      return "offers_withdrawn";
  }
}

std::string_view word_for(contacts::ContactOutcome outcome) {
  switch (outcome) {
    case contacts::ContactOutcome::Handled:
      return "handled";
    case contacts::ContactOutcome::Abandoned:
      return "abandoned";
    case contacts::ContactOutcome::Message:
      return "messages";
    case contacts::ContactOutcome::SelfService:
      return "self_service";
    case contacts::ContactOutcome::Unanswered:
      break;
  }
  return "unanswered";
}

// What the visit's agents did, once all of them have ended.
void add_handling(Counts& counts, const ContactFacts& facts, const VisitFact& visit) {
  if (visit.ending != VisitEnding::Answered) return;
  base::Duration talk{0}, wrap_up{0};
  for (const auto& stint : facts.stints) {
    if (stint.visit_seq != visit.seq) continue;
    if (!stint.ended_at) return;
    talk += talk_of(stint);
    wrap_up += wrap_up_of(stint);
  }
  counts.add("handled").add("talk_ms", talk.count()).add("wrap_up_ms", wrap_up.count());
}

Counts counts_of(const ContactFacts& facts, const VisitFact& visit) {
  Counts counts(Source::Visits);
  counts.add("offered");
  if (!visit.ending) return counts;
  counts.add(word_for(*visit.ending));
  const auto band = band_of(visit.wait_ms);
  if (visit.ending == VisitEnding::Answered)
    counts.add("answer_wait_ms", visit.wait_ms).add(fmt::format("answered_band_{}", band));
  if (visit.ending == VisitEnding::Abandoned)
    counts.add("abandon_wait_ms", visit.wait_ms).add(fmt::format("abandoned_band_{}", band));
  add_handling(counts, facts, visit);
  return counts;
}

// A statement that adds a row of counts to what stands there, or keeps the larger one.
std::string statement_of(Source source) {
  const auto& table = table_of(source);
  std::string columns, places, changes;
  int number = 0;
  auto put = [&](std::string_view name) {
    columns += fmt::format("{}{}", number ? ", " : "", name);
    places += fmt::format("{}?{}", number ? ", " : "", number + 1);
    ++number;
  };
  for (auto key : table.keys) put(key);
  for (const auto& count : table.counts) {
    put(count);
    if (!changes.empty()) changes += ", ";
    changes += keeps_largest(source)
                   ? fmt::format("{1} = CASE WHEN excluded.{1} > {0}.{1} THEN excluded.{1} ELSE {0}.{1} END",
                                 table.name, count)
                   : fmt::format("{1} = {0}.{1} + excluded.{1}", table.name, count);
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}", table.name, columns, places,
                     fmt::join(table.keys, ", "), changes);
}

bool says_nothing(const RollupCounts& counts) {
  return std::all_of(counts.begin(), counts.end(), [](std::int64_t count) { return count == 0; });
}

}  // namespace

bool is_word_column(std::string_view column) {
  static constexpr std::array<std::string_view, 8> words{"channel", "direction", "state",   "role",
                                                         "device",  "goal",      "node_id", "exit"};
  return std::find(words.begin(), words.end(), column) != words.end();
}

std::size_t band_of(std::int64_t wait_ms) {
  std::size_t band = 0;
  while (band < band_edges.size() && wait_ms > band_edges[band] * 1'000) ++band;
  return band;
}

const RollupTable& table_of(Source source) {
  static const std::array<RollupTable, all_sources.size()> tables{
      RollupTable{"report_visit_count",
                  {"grain", "bucket", "centre_id", "queue_id", "channel", "tier_id", "team_id"},
                  with_bands({"offered", "answered", "abandoned", "overflowed", "transferred", "answer_wait_ms",
                              "abandon_wait_ms", "handled", "talk_ms", "wrap_up_ms"})},
      RollupTable{"report_longest_wait", {"grain", "bucket", "centre_id", "queue_id", "channel"}, {"longest_wait_ms"}},
      RollupTable{"report_contact_count",
                  {"grain", "bucket", "centre_id", "queue_id", "channel", "direction", "tier_id", "team_id"},
                  with_ratings({"contacts", "handled", "abandoned", "messages", "transferred", "transfers", "wait_ms",
                                "talk_ms", "wrap_up_ms", "self_service", "unanswered", "in_flow", "flow_ms"})},
      RollupTable{"report_agent_count",
                  {"grain", "bucket", "centre_id", "agent_id", "team_id", "queue_id", "channel"},
                  with_ratings({"offers", "offers_answered", "offers_declined", "offers_lapsed", "offers_withdrawn",
                                "contacts", "ended", "closed", "transferred", "taken_over", "handed_back", "talk_ms",
                                "wrap_up_ms", "handling_ms", "released", "calls_out", "out_talk_ms"})},
      RollupTable{"report_state_count",
                  {"grain", "bucket", "centre_id", "agent_id", "team_id", "state", "reason_id"},
                  {"spans", "state_ms"}},
      RollupTable{"report_leg_count",
                  {"grain", "bucket", "centre_id", "direction", "role", "device", "agent_id", "team_id", "queue_id",
                   "trunk_id"},
                  {"legs",     "answered",    "ring_ms",    "talk_ms",      "held",           "held_ms",
                   "came_in",  "in_answered", "went_out",   "out_answered", "blocked",        "given_up",
                   "busy",     "no_answer",   "declined",   "wrong_number", "network",        "seized_ms",
                   "measured", "mos_milli",   "loss_milli", "jitter_ms",    "kept_waiting_ms"}},
      RollupTable{"report_trunk_peak", {"grain", "bucket", "centre_id", "trunk_id"}, {"most_legs"}},
      RollupTable{"report_transfer_count",
                  {"grain", "bucket", "centre_id", "queue_id", "agent_id", "team_id", "goal", "to_queue_id",
                   "to_agent_id", "to_flow_id"},
                  {"transfers", "blind", "consulted"}},
      RollupTable{"report_walk_count",
                  {"grain", "bucket", "centre_id", "flow_id", "flow_version"},
                  {"walks", "to_queue", "outside", "message", "self_service", "hung_up", "failed", "walk_ms"}},
      RollupTable{"report_step_count",
                  {"grain", "bucket", "centre_id", "flow_id", "flow_version", "node_id", "exit"},
                  {"taken", "hung_up"}}};
  return tables[static_cast<std::size_t>(source)];
}

void Rollups::count(const ContactFacts& facts, Sign sign) {
  count_contact(facts.contact, sign);
  for (const auto& visit : facts.visits) count_visit(facts, visit, sign);
  for (const auto& stint : facts.stints) count_stint(stint, sign);
}

void Rollups::count_contact(const ContactFact& contact, Sign sign) {
  Counts counts(Source::Contacts);
  counts.add("contacts").add_rating(contact.rating);
  if (contact.outcome)
    counts.add(word_for(*contact.outcome))
        .add("transferred", contact.transfers > 0)
        .add("transfers", contact.transfers)
        .add("wait_ms", contact.wait_ms)
        .add("talk_ms", contact.talk_ms)
        .add("wrap_up_ms", contact.wrap_up_ms)
        .add("in_flow", contact.flow_ms > 0)
        .add("flow_ms", contact.flow_ms);
  add(Source::Contacts, contact.centre_id, contact.arrived_at,
      {contact.centre_id.value, or_none(contact.queue_id), base::word_of(contact.channel),
       base::word_of(contact.direction), or_none(contact.tier_id), or_none(contact.team_id)},
      counts.values(), sign);
}

void Rollups::count_visit(const ContactFacts& facts, const VisitFact& visit, Sign sign) {
  const RollupKey place{visit.centre_id.value, visit.queue_id.value, base::word_of(visit.channel)};
  if (visit.ending && sign == Sign::Add)
    add(Source::Longest, visit.centre_id, visit.entered_at, place, {visit.wait_ms}, sign);
  auto key = place;
  key.push_back(or_none(visit.tier_id));
  key.push_back(or_none(visit.team_id));
  add(Source::Visits, visit.centre_id, visit.entered_at, key, counts_of(facts, visit).values(), sign);
}

void Rollups::count_stint(const StintFact& stint, Sign sign) {
  const RollupKey key{stint.centre_id.value, stint.agent_id.value, or_none(stint.team_id), stint.queue_id.value,
                      base::word_of(stint.channel)};
  Counts counts(Source::Agents);
  const bool is_out = stint.direction == contacts::Direction::Outbound;
  counts.add("contacts").add_rating(stint.rating).add("calls_out", is_out);
  if (stint.ended_at)
    counts.add("ended")
        .add(word_for(*stint.ending))
        .add("talk_ms", talk_of(stint).count())
        .add("wrap_up_ms", wrap_up_of(stint).count())
        .add("out_talk_ms", is_out ? talk_of(stint).count() : 0);
  add(Source::Agents, stint.centre_id, stint.answered_at, key, counts.values(), sign);
  if (!stint.ended_at) return;
  split(zones_.of(stint.centre_id), stint.answered_at, *stint.ended_at,
        [&](Grain grain, std::int64_t bucket, base::Duration time) {
          add(Source::Agents, grain, bucket, key, Counts(Source::Agents).add("handling_ms", time.count()).values(),
              sign);
        });
}

void Rollups::count(const OfferFact& offer) {
  add(Source::Agents, offer.centre_id, offer.offered_at,
      {offer.centre_id.value, offer.agent_id.value, or_none(offer.team_id), offer.queue_id.value,
       base::word_of(offer.channel)},
      Counts(Source::Agents).add("offers").add(word_for(offer.how)).values(), Sign::Add);
}

void Rollups::count(const SpanFact& span) {
  const RollupKey key{span.centre_id.value, span.agent_id.value, or_none(span.team_id), base::word_of(span.state),
                      or_none(span.reason_id)};
  add(Source::States, span.centre_id, span.started_at, key, Counts(Source::States).add("spans").values(), Sign::Add);
  split(zones_.of(span.centre_id), span.started_at, span.ended_at,
        [&](Grain grain, std::int64_t bucket, base::Duration time) {
          add(Source::States, grain, bucket, key, Counts(Source::States).add("state_ms", time.count()).values(),
              Sign::Add);
        });
}

namespace {

RollupKey key_of(const LegFact& leg) {
  return {leg.centre_id.value,   base::word_of(leg.direction), base::word_of(leg.role), base::word_of(leg.device),
          or_none(leg.agent_id), or_none(leg.team_id),         or_none(leg.queue_id),   leg.trunk_id.value_or(0)};
}

std::string word_for(LegFailure failure) {
  return base::word_of(failure);
}

}  // namespace

void Rollups::count(const LegFact& leg) {
  const auto key = key_of(leg);
  Counts counts(Source::Legs);
  counts.add("legs").add("ring_ms", leg.ring_ms).add("talk_ms", leg.talk_ms).add("held_ms", leg.held_ms);
  counts.add("answered", leg.answered).add("held", leg.held_ms > 0).add("kept_waiting_ms", leg.kept_waiting_ms);
  if (leg.failure != LegFailure::None) counts.add(word_for(leg.failure));
  if (leg.trunk_id && leg.dialled)
    counts.add("went_out").add("out_answered", leg.answered);
  else if (leg.trunk_id)
    counts.add("came_in").add("in_answered", leg.answered);
  add(Source::Legs, leg.centre_id, leg.began_at, key, counts.values(), Sign::Add);
  if (leg.mos_milli) count_quality(leg);
  if (!leg.trunk_id) return;
  split(
      zones_.of(leg.centre_id), leg.began_at, leg.ended_at, [&](Grain grain, std::int64_t bucket, base::Duration time) {
        add(Source::Legs, grain, bucket, key, Counts(Source::Legs).add("seized_ms", time.count()).values(), Sign::Add);
      });
}

void Rollups::count_quality(const LegFact& leg) {
  add(Source::Legs, leg.centre_id, leg.began_at, key_of(leg),
      Counts(Source::Legs)
          .add("measured")
          .add("mos_milli", leg.mos_milli.value_or(0))
          .add("loss_milli", leg.loss_milli.value_or(0))
          .add("jitter_ms", leg.jitter_ms.value_or(0))
          .values(),
      Sign::Add);
}

void Rollups::count_peak(org::CentreId centre, std::int64_t trunk, std::int64_t quarter, std::int64_t legs) {
  const RollupKey key{centre.value, trunk};
  add(Source::Peaks, Grain::Quarter, quarter, key, {legs}, Sign::Add);
  add(Source::Peaks, Grain::Day, zones_.of(centre).day_of(start_of_quarter(quarter)), key, {legs}, Sign::Add);
}

void Rollups::count(const TransferFact& transfer) {
  Counts counts(Source::Transfers);
  counts.add("transfers").add(base::word_of(transfer.kind));
  add(Source::Transfers, transfer.centre_id, transfer.at,
      {transfer.centre_id.value, or_none(transfer.queue_id), or_none(transfer.agent_id), or_none(transfer.team_id),
       base::word_of(transfer.goal), or_none(transfer.to_queue_id), or_none(transfer.to_agent_id),
       or_none(transfer.to_flow_id)},
      counts.values(), Sign::Add);
}

void Rollups::count(const WalkFact& walk) {
  Counts counts(Source::Walks);
  counts.add("walks").add(base::word_of(walk.ending)).add("walk_ms", (walk.ended_at - walk.began_at).count());
  add(Source::Walks, walk.centre_id, walk.began_at, {walk.centre_id.value, walk.flow_id.value, walk.flow_version},
      counts.values(), Sign::Add);
}

void Rollups::count(const StepFact& step) {
  add(Source::Steps, step.centre_id, step.at,
      {step.centre_id.value, step.flow_id.value, step.flow_version, step.node_id, step.exit},
      Counts(Source::Steps).add(step.exit.empty() ? "hung_up" : "taken").values(), Sign::Add);
}

void Rollups::add(Source source, org::CentreId centre, base::Time at, const RollupKey& key, const RollupCounts& counts,
                  Sign sign) {
  add(source, Grain::Quarter, quarter_of(at), key, counts, sign);
  add(source, Grain::Day, zones_.of(centre).day_of(at), key, counts, sign);
}

void Rollups::add(Source source, Grain grain, std::int64_t bucket, const RollupKey& key, const RollupCounts& counts,
                  Sign sign) {
  RollupKey whole{static_cast<std::int64_t>(grain), bucket};
  whole.insert(whole.end(), key.begin(), key.end());
  auto& kept = rows_[static_cast<std::size_t>(source)].try_emplace(std::move(whole), counts.size()).first->second;
  for (std::size_t i = 0; i < counts.size(); ++i)
    kept[i] =
        keeps_largest(source) ? std::max(kept[i], counts[i]) : kept[i] + static_cast<std::int64_t>(sign) * counts[i];
}

void Rollups::write(db::Transaction& tx) const {
  for (auto source : all_sources) {
    static const auto statements = [] {
      std::array<std::string, all_sources.size()> made;
      for (auto each : all_sources) made[static_cast<std::size_t>(each)] = statement_of(each);
      return made;
    }();
    for (const auto& [key, counts] : rows(source)) {
      if (says_nothing(counts)) continue;
      std::vector<db::Value> values;
      for (const auto& part : key) values.push_back(to_value(part));
      values.insert(values.end(), counts.begin(), counts.end());
      tx.execute(statements[static_cast<std::size_t>(source)], std::move(values));
    }
  }
}

}  // namespace reporting
