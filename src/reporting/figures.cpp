#include "reporting/figures.h"

#include <algorithm>
#include <stdexcept>

namespace reporting {
namespace {

using D = Dimension;

constexpr std::string_view handled_visits =
    "ending = 'answered' AND NOT EXISTS (SELECT 1 FROM report_stint AS part WHERE part.contact_id = fact.contact_id "
    "AND "
    "part.visit_seq = fact.seq AND part.ended_at IS NULL)";

const std::vector<Counter> catalogue{
    // Of stays in queues.
    {"offered", Source::Visits, "offered", FactTable::Visits, "1 = 1"},
    {"answered", Source::Visits, "answered", FactTable::Visits, "ending = 'answered'"},
    {"answered_in_time", Source::Visits, "?W", FactTable::Visits, "ending = 'answered' AND wait_ms <= ?T * 1000"},
    {"abandoned", Source::Visits, "abandoned", FactTable::Visits, "ending = 'abandoned'"},
    {"short_abandoned", Source::Visits, "abandoned_band_0", FactTable::Visits,
     "ending = 'abandoned' AND wait_ms <= 5000"},
    {"overflowed", Source::Visits, "overflowed", FactTable::Visits, "ending = 'overflowed'"},
    {"moved_on", Source::Visits, "transferred", FactTable::Visits, "ending = 'transferred'"},
    {"answer_wait_ms", Source::Visits, "answer_wait_ms", FactTable::Visits, "ending = 'answered'"},
    {"abandon_wait_ms", Source::Visits, "abandon_wait_ms", FactTable::Visits, "ending = 'abandoned'"},
    {"handled", Source::Visits, "handled", FactTable::Visits, handled_visits},
    {"talk_ms", Source::Visits, "talk_ms", FactTable::Visits, handled_visits},
    {"wrap_up_ms", Source::Visits, "wrap_up_ms", FactTable::Visits, handled_visits},
    {"longest_wait_ms", Source::Longest, "longest_wait_ms", FactTable::Visits, "ended_at IS NOT NULL"},
    {"band_answered", Source::Visits, "answered_band_?B", FactTable::Visits, "ending = 'answered' AND ?R"},
    {"band_abandoned", Source::Visits, "abandoned_band_?B", FactTable::Visits, "ending = 'abandoned' AND ?R"},
    // Of contacts.
    {"contacts", Source::Contacts, "contacts", FactTable::Contacts, "1 = 1"},
    {"contacts_handled", Source::Contacts, "handled", FactTable::Contacts, "outcome = 'handled'"},
    {"contacts_abandoned", Source::Contacts, "abandoned", FactTable::Contacts, "outcome = 'abandoned'"},
    {"contacts_messages", Source::Contacts, "messages", FactTable::Contacts, "outcome = 'message'"},
    {"contacts_self_service", Source::Contacts, "self_service", FactTable::Contacts, "outcome = 'self_service'"},
    {"contacts_unanswered", Source::Contacts, "unanswered", FactTable::Contacts, "outcome = 'unanswered'"},
    {"contacts_in_flow", Source::Contacts, "in_flow", FactTable::Contacts, "outcome IS NOT NULL AND flow_ms > 0"},
    {"contacts_flow_ms", Source::Contacts, "flow_ms", FactTable::Contacts, "outcome IS NOT NULL AND flow_ms > 0"},
    {"contacts_transferred", Source::Contacts, "transferred", FactTable::Contacts,
     "outcome IS NOT NULL AND transfers > 0"},
    {"contacts_wait_ms", Source::Contacts, "wait_ms", FactTable::Contacts, "outcome IS NOT NULL"},
    {"contacts_talk_ms", Source::Contacts, "talk_ms", FactTable::Contacts, "outcome IS NOT NULL"},
    {"contacts_wrap_up_ms", Source::Contacts, "wrap_up_ms", FactTable::Contacts, "outcome IS NOT NULL"},
    {"rated_1", Source::Contacts, "rated_1", FactTable::Contacts, "rating = 1"},
    {"rated_2", Source::Contacts, "rated_2", FactTable::Contacts, "rating = 2"},
    {"rated_3", Source::Contacts, "rated_3", FactTable::Contacts, "rating = 3"},
    {"rated_4", Source::Contacts, "rated_4", FactTable::Contacts, "rating = 4"},
    {"rated_5", Source::Contacts, "rated_5", FactTable::Contacts, "rating = 5"},
    // Of agents.
    {"offers", Source::Agents, "offers", FactTable::Offers, "1 = 1"},
    {"offers_answered", Source::Agents, "offers_answered", FactTable::Offers, "how = 'answered'"},
    {"offers_declined", Source::Agents, "offers_declined", FactTable::Offers, "how = 'declined'"},
    {"offers_lapsed", Source::Agents, "offers_lapsed", FactTable::Offers, "how = 'lapsed'"},
    {"offers_withdrawn", Source::Agents, "offers_withdrawn", FactTable::Offers,
     "how NOT IN ('answered', 'declined', 'lapsed')"},
    {"taken", Source::Agents, "contacts", FactTable::Stints, "1 = 1"},
    {"taken_ended", Source::Agents, "ended", FactTable::Stints, "ended_at IS NOT NULL"},
    {"taken_closed", Source::Agents, "closed", FactTable::Stints, "ending = 'closed'"},
    {"taken_transferred", Source::Agents, "transferred", FactTable::Stints, "ending = 'transferred'"},
    {"taken_handed_back", Source::Agents, "handed_back", FactTable::Stints, "ending = 'handed_back'"},
    {"taken_taken_over", Source::Agents, "taken_over", FactTable::Stints, "ending = 'taken_over'"},
    {"taken_released", Source::Agents, "released", FactTable::Stints, "ending = 'released'"},
    {"taken_out", Source::Agents, "calls_out", FactTable::Stints, "direction = 'outbound'"},
    {"taken_out_talk_ms", Source::Agents, "out_talk_ms", FactTable::Stints,
     "direction = 'outbound' AND ended_at IS NOT NULL"},
    {"taken_talk_ms", Source::Agents, "talk_ms", FactTable::Stints, "ended_at IS NOT NULL"},
    {"taken_wrap_up_ms", Source::Agents, "wrap_up_ms", FactTable::Stints, "ended_at IS NOT NULL"},
    {"handling_ms", Source::Agents, "handling_ms", FactTable::Stints, "ended_at IS NOT NULL", Placing::ByOverlap},
    {"taken_rated_1", Source::Agents, "rated_1", FactTable::Stints, "rating = 1"},
    {"taken_rated_2", Source::Agents, "rated_2", FactTable::Stints, "rating = 2"},
    {"taken_rated_3", Source::Agents, "rated_3", FactTable::Stints, "rating = 3"},
    {"taken_rated_4", Source::Agents, "rated_4", FactTable::Stints, "rating = 4"},
    {"taken_rated_5", Source::Agents, "rated_5", FactTable::Stints, "rating = 5"},
    // Of states.
    {"signed_in_ms", Source::States, "state_ms", FactTable::Spans, "1 = 1", Placing::ByOverlap},
    {"ready_ms", Source::States, "CASE WHEN state = 'ready' THEN state_ms ELSE 0 END", FactTable::Spans,
     "state = 'ready'", Placing::ByOverlap},
    {"not_ready_ms", Source::States, "CASE WHEN state = 'not_ready' THEN state_ms ELSE 0 END", FactTable::Spans,
     "state = 'not_ready'", Placing::ByOverlap},
    {"not_responding_ms", Source::States, "CASE WHEN state = 'not_responding' THEN state_ms ELSE 0 END",
     FactTable::Spans, "state = 'not_responding'", Placing::ByOverlap},
    {"state_ms", Source::States, "state_ms", FactTable::Spans, "1 = 1", Placing::ByOverlap},
    {"spans", Source::States, "spans", FactTable::Spans, "1 = 1"},
    // Of calls: of whoever spoke for the house, and of all legs.
    {"call_legs", Source::Legs, "CASE WHEN role = 'agent' THEN answered ELSE 0 END", FactTable::Legs,
     "role = 'agent' AND answered = 1"},
    {"call_talk_ms", Source::Legs, "CASE WHEN role = 'agent' THEN talk_ms ELSE 0 END", FactTable::Legs,
     "role = 'agent' AND answered = 1"},
    {"call_held_ms", Source::Legs, "kept_waiting_ms", FactTable::Legs, "kept_waiting_ms > 0"},
    {"legs", Source::Legs, "legs", FactTable::Legs, "1 = 1"},
    {"legs_answered", Source::Legs, "answered", FactTable::Legs, "answered = 1"},
    {"legs_ring_ms", Source::Legs, "ring_ms", FactTable::Legs, "1 = 1"},
    {"legs_talk_ms", Source::Legs, "talk_ms", FactTable::Legs, "answered = 1"},
    {"legs_held", Source::Legs, "held", FactTable::Legs, "held_ms > 0"},
    {"legs_held_ms", Source::Legs, "held_ms", FactTable::Legs, "held_ms > 0"},
    {"legs_measured", Source::Legs, "measured", FactTable::Legs, "mos_milli IS NOT NULL"},
    {"legs_mos_milli", Source::Legs, "mos_milli", FactTable::Legs, "mos_milli IS NOT NULL"},
    {"legs_loss_milli", Source::Legs, "loss_milli", FactTable::Legs, "mos_milli IS NOT NULL"},
    {"legs_jitter_ms", Source::Legs, "jitter_ms", FactTable::Legs, "mos_milli IS NOT NULL"},
    // Of trunks.
    {"trunk_in", Source::Legs, "came_in", FactTable::Legs, "trunk_id IS NOT NULL AND dialled = 0"},
    {"trunk_out", Source::Legs, "went_out", FactTable::Legs, "trunk_id IS NOT NULL AND dialled = 1"},
    {"trunk_in_answered", Source::Legs, "in_answered", FactTable::Legs,
     "trunk_id IS NOT NULL AND dialled = 0 AND answered = 1"},
    {"trunk_out_answered", Source::Legs, "out_answered", FactTable::Legs,
     "trunk_id IS NOT NULL AND dialled = 1 AND answered = 1"},
    {"trunk_blocked", Source::Legs, "CASE WHEN trunk_id <> 0 THEN blocked ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND failure = 'blocked'"},
    {"trunk_given_up", Source::Legs, "CASE WHEN trunk_id <> 0 THEN given_up ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND failure = 'given_up'"},
    {"trunk_busy", Source::Legs, "CASE WHEN trunk_id <> 0 THEN busy ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND failure = 'busy'"},
    {"trunk_no_answer", Source::Legs, "CASE WHEN trunk_id <> 0 THEN no_answer ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND failure = 'no_answer'"},
    {"trunk_declined", Source::Legs, "CASE WHEN trunk_id <> 0 THEN declined ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND failure = 'declined'"},
    {"trunk_wrong_number", Source::Legs, "CASE WHEN trunk_id <> 0 THEN wrong_number ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND failure = 'wrong_number'"},
    {"trunk_network", Source::Legs, "CASE WHEN trunk_id <> 0 THEN network ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND failure = 'network'"},
    {"trunk_talk_ms", Source::Legs, "CASE WHEN trunk_id <> 0 THEN talk_ms ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND answered = 1"},
    {"trunk_measured", Source::Legs, "CASE WHEN trunk_id <> 0 THEN measured ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND mos_milli IS NOT NULL"},
    {"trunk_mos_milli", Source::Legs, "CASE WHEN trunk_id <> 0 THEN mos_milli ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND mos_milli IS NOT NULL"},
    {"trunk_loss_milli", Source::Legs, "CASE WHEN trunk_id <> 0 THEN loss_milli ELSE 0 END", FactTable::Legs,
     "trunk_id IS NOT NULL AND mos_milli IS NOT NULL"},
    {"trunk_seized_ms", Source::Legs, "seized_ms", FactTable::Legs, "trunk_id IS NOT NULL AND ended_at > began_at",
     Placing::ByOverlap},
    {"trunk_most", Source::Peaks, "most_legs", FactTable::Legs, "trunk_id IS NOT NULL AND ended_at > began_at",
     Placing::ByOverlap},
    // Of transfers.
    {"transfers", Source::Transfers, "transfers", FactTable::Transfers, "1 = 1"},
    {"transfers_blind", Source::Transfers, "blind", FactTable::Transfers, "kind = 'blind'"},
    {"transfers_consulted", Source::Transfers, "consulted", FactTable::Transfers, "kind = 'consulted'"},
    // Of flows.
    {"walks", Source::Walks, "walks", FactTable::Walks, "1 = 1"},
    {"walks_to_queue", Source::Walks, "to_queue", FactTable::Walks, "ending = 'to_queue'"},
    {"walks_outside", Source::Walks, "outside", FactTable::Walks, "ending = 'outside'"},
    {"walks_message", Source::Walks, "message", FactTable::Walks, "ending = 'message'"},
    {"walks_self_service", Source::Walks, "self_service", FactTable::Walks, "ending = 'self_service'"},
    {"walks_hung_up", Source::Walks, "hung_up", FactTable::Walks, "ending = 'hung_up'"},
    {"walks_failed", Source::Walks, "failed", FactTable::Walks, "ending = 'failed'"},
    {"walk_ms", Source::Walks, "walk_ms", FactTable::Walks, "1 = 1"},
    {"steps_taken", Source::Steps, "taken", FactTable::Steps, "exit <> ''"},
    {"steps_invalid", Source::Steps, "CASE WHEN exit = 'invalid' THEN taken ELSE 0 END", FactTable::Steps,
     "exit = 'invalid'"},
    {"steps_timeout", Source::Steps, "CASE WHEN exit = 'timeout' THEN taken ELSE 0 END", FactTable::Steps,
     "exit = 'timeout'"},
    {"steps_hung_up", Source::Steps, "hung_up", FactTable::Steps, "exit = ''"},
};

using Terms = std::vector<FigureTerm>;

Terms ratings(std::string_view prefix, bool weighted) {
  Terms terms;
  for (int stars = 1; stars <= 5; ++stars)
    terms.push_back({std::string(prefix) + "rated_" + std::to_string(stars), weighted ? stars : 1});
  return terms;
}

const std::vector<Figure> figures_known{
    {"offered", FigureUnit::Count, {{"offered"}}, {}},
    {"answered", FigureUnit::Count, {{"answered"}}, {}},
    {"abandoned", FigureUnit::Count, {{"abandoned"}}, {}},
    {"short_abandoned", FigureUnit::Count, {{"short_abandoned"}}, {}},
    {"overflowed", FigureUnit::Count, {{"overflowed"}}, {}},
    {"moved_on", FigureUnit::Count, {{"moved_on"}}, {}},
    {"still_waiting",
     FigureUnit::Count,
     {{"offered"}, {"answered", -1}, {"abandoned", -1}, {"overflowed", -1}, {"moved_on", -1}},
     {}},
    {"answered_in_time", FigureUnit::Count, {{"answered_in_time"}}, {}},
    {"service_level", FigureUnit::Ratio, {{"answered_in_time"}}, {{"answered"}, {"abandoned"}}},
    {"service_level_offered", FigureUnit::Ratio, {{"answered_in_time"}}, {{"offered"}}},
    {"service_level_answered", FigureUnit::Ratio, {{"answered_in_time"}}, {{"answered"}}},
    {"service_level_without_short",
     FigureUnit::Ratio,
     {{"answered_in_time"}},
     {{"answered"}, {"abandoned"}, {"short_abandoned", -1}}},
    {"connect_rate", FigureUnit::Ratio, {{"answered"}}, {{"offered"}}},
    {"connect_target", FigureUnit::Ratio, {}, {}, Making::ConnectTarget},
    {"connect_target_met", FigureUnit::YesNo, {}, {}, Making::ConnectTargetMet},
    {"abandon_rate", FigureUnit::Ratio, {{"abandoned"}}, {{"offered"}}},
    {"mean_answer_wait", FigureUnit::Duration, {{"answer_wait_ms"}}, {{"answered"}}},
    {"mean_abandon_wait", FigureUnit::Duration, {{"abandon_wait_ms"}}, {{"abandoned"}}},
    {"longest_wait", FigureUnit::Duration, {{"longest_wait_ms"}}, {}},
    {"handled", FigureUnit::Count, {{"handled"}}, {}},
    {"mean_handling", FigureUnit::Duration, {{"talk_ms"}, {"wrap_up_ms"}}, {{"handled"}}},
    {"mean_talk", FigureUnit::Duration, {{"talk_ms"}}, {{"handled"}}},
    {"mean_wrap_up", FigureUnit::Duration, {{"wrap_up_ms"}}, {{"handled"}}},
    {"band_answered", FigureUnit::Count, {{"band_answered"}}, {}},
    {"band_abandoned", FigureUnit::Count, {{"band_abandoned"}}, {}},
    {"band_abandon_share", FigureUnit::Ratio, {{"band_abandoned"}}, {{"abandoned"}}},
    {"band_answer_share", FigureUnit::Ratio, {{"band_answered"}}, {{"answered"}}},
    {"contacts", FigureUnit::Count, {{"contacts"}}, {}},
    {"contacts_handled", FigureUnit::Count, {{"contacts_handled"}}, {}},
    {"contacts_abandoned", FigureUnit::Count, {{"contacts_abandoned"}}, {}},
    {"contacts_messages", FigureUnit::Count, {{"contacts_messages"}}, {}},
    {"contacts_open",
     FigureUnit::Count,
     {{"contacts"},
      {"contacts_handled", -1},
      {"contacts_abandoned", -1},
      {"contacts_messages", -1},
      {"contacts_self_service", -1},
      {"contacts_unanswered", -1}},
     {}},
    {"contacts_self_service", FigureUnit::Count, {{"contacts_self_service"}}, {}},
    {"contacts_unanswered", FigureUnit::Count, {{"contacts_unanswered"}}, {}},
    {"contacts_in_flow", FigureUnit::Count, {{"contacts_in_flow"}}, {}},
    {"self_service_rate", FigureUnit::Ratio, {{"contacts_self_service"}}, {{"contacts_in_flow"}}},
    {"contacts_mean_flow", FigureUnit::Duration, {{"contacts_flow_ms"}}, {{"contacts_in_flow"}}},
    {"contacts_transferred", FigureUnit::Count, {{"contacts_transferred"}}, {}},
    {"contacts_mean_wait",
     FigureUnit::Duration,
     {{"contacts_wait_ms"}},
     {{"contacts_handled"},
      {"contacts_abandoned"},
      {"contacts_messages"},
      {"contacts_self_service"},
      {"contacts_unanswered"}}},
    {"contacts_mean_handling",
     FigureUnit::Duration,
     {{"contacts_talk_ms"}, {"contacts_wrap_up_ms"}},
     {{"contacts_handled"}}},
    {"rated", FigureUnit::Count, ratings("", false), {}},
    {"rated_share", FigureUnit::Ratio, ratings("", false), {{"contacts_handled"}}},
    {"mean_rating", FigureUnit::Score, ratings("", true), ratings("", false)},
    {"satisfied_share", FigureUnit::Ratio, {{"rated_4"}, {"rated_5"}}, ratings("", false)},
    {"rated_5", FigureUnit::Count, {{"rated_5"}}, {}},
    {"rated_4", FigureUnit::Count, {{"rated_4"}}, {}},
    {"rated_3", FigureUnit::Count, {{"rated_3"}}, {}},
    {"rated_2", FigureUnit::Count, {{"rated_2"}}, {}},
    {"rated_1", FigureUnit::Count, {{"rated_1"}}, {}},
    {"signed_in", FigureUnit::Duration, {{"signed_in_ms"}}, {}},
    {"ready", FigureUnit::Duration, {{"ready_ms"}}, {}},
    {"not_ready", FigureUnit::Duration, {{"not_ready_ms"}}, {}},
    {"not_responding", FigureUnit::Duration, {{"not_responding_ms"}}, {}},
    {"ready_share", FigureUnit::Ratio, {{"ready_ms"}}, {{"signed_in_ms"}}},
    {"in_hand", FigureUnit::Mean, {{"handling_ms"}}, {{"signed_in_ms"}}},
    {"handling", FigureUnit::Duration, {{"handling_ms"}}, {}},
    {"offers", FigureUnit::Count, {{"offers"}}, {}},
    {"offers_answered", FigureUnit::Count, {{"offers_answered"}}, {}},
    {"offers_declined", FigureUnit::Count, {{"offers_declined"}}, {}},
    {"offers_lapsed", FigureUnit::Count, {{"offers_lapsed"}}, {}},
    {"offers_answer_rate",
     FigureUnit::Ratio,
     {{"offers_answered"}},
     {{"offers_answered"}, {"offers_declined"}, {"offers_lapsed"}}},
    {"taken", FigureUnit::Count, {{"taken"}}, {}},
    {"taken_closed", FigureUnit::Count, {{"taken_closed"}}, {}},
    {"taken_transferred", FigureUnit::Count, {{"taken_transferred"}}, {}},
    {"taken_handed_back", FigureUnit::Count, {{"taken_handed_back"}}, {}},
    {"taken_taken_over", FigureUnit::Count, {{"taken_taken_over"}}, {}},
    {"taken_released", FigureUnit::Count, {{"taken_released"}}, {}},
    {"taken_out", FigureUnit::Count, {{"taken_out"}}, {}},
    {"taken_out_talk", FigureUnit::Duration, {{"taken_out_talk_ms"}}, {}},
    {"taken_mean_handling", FigureUnit::Duration, {{"taken_talk_ms"}, {"taken_wrap_up_ms"}}, {{"taken_ended"}}},
    {"taken_mean_talk", FigureUnit::Duration, {{"taken_talk_ms"}}, {{"taken_ended"}}},
    {"taken_mean_wrap_up", FigureUnit::Duration, {{"taken_wrap_up_ms"}}, {{"taken_ended"}}},
    {"taken_rated", FigureUnit::Count, ratings("taken_", false), {}},
    {"taken_mean_rating", FigureUnit::Score, ratings("taken_", true), ratings("taken_", false)},
    {"taken_satisfied_share", FigureUnit::Ratio, {{"taken_rated_4"}, {"taken_rated_5"}}, ratings("taken_", false)},
    {"state_time", FigureUnit::Duration, {{"state_ms"}}, {}},
    {"state_times", FigureUnit::Count, {{"spans"}}, {}},
    {"call_legs", FigureUnit::Count, {{"call_legs"}}, {}},
    {"call_talk", FigureUnit::Duration, {{"call_talk_ms"}}, {}},
    {"call_hold", FigureUnit::Duration, {{"call_held_ms"}}, {}},
    {"call_mean_hold", FigureUnit::Duration, {{"call_held_ms"}}, {{"call_legs"}}},
    {"legs", FigureUnit::Count, {{"legs"}}, {}},
    {"legs_answered", FigureUnit::Count, {{"legs_answered"}}, {}},
    {"legs_answer_rate", FigureUnit::Ratio, {{"legs_answered"}}, {{"legs"}}},
    {"legs_mean_ring", FigureUnit::Duration, {{"legs_ring_ms"}}, {{"legs"}}},
    {"legs_talk", FigureUnit::Duration, {{"legs_talk_ms"}}, {}},
    {"legs_mean_talk", FigureUnit::Duration, {{"legs_talk_ms"}}, {{"legs_answered"}}},
    {"legs_held", FigureUnit::Count, {{"legs_held"}}, {}},
    {"legs_hold", FigureUnit::Duration, {{"legs_held_ms"}}, {}},
    {"legs_mean_hold", FigureUnit::Duration, {{"legs_held_ms"}}, {{"legs_held"}}},
    {"legs_measured", FigureUnit::Count, {{"legs_measured"}}, {}},
    {"legs_mean_mos", FigureUnit::Score, {{"legs_mos_milli"}}, {{"legs_measured", 1'000}}},
    {"legs_mean_loss", FigureUnit::Ratio, {{"legs_loss_milli"}}, {{"legs_measured", 100'000}}},
    {"legs_mean_jitter", FigureUnit::Mean, {{"legs_jitter_ms"}}, {{"legs_measured"}}},
    {"trunk_in", FigureUnit::Count, {{"trunk_in"}}, {}},
    {"trunk_out", FigureUnit::Count, {{"trunk_out"}}, {}},
    {"trunk_answered", FigureUnit::Count, {{"trunk_in_answered"}, {"trunk_out_answered"}}, {}},
    {"trunk_asr", FigureUnit::Ratio, {{"trunk_in_answered"}, {"trunk_out_answered"}}, {{"trunk_in"}, {"trunk_out"}}},
    {"trunk_asr_out", FigureUnit::Ratio, {{"trunk_out_answered"}}, {{"trunk_out"}}},
    {"trunk_acd", FigureUnit::Duration, {{"trunk_talk_ms"}}, {{"trunk_in_answered"}, {"trunk_out_answered"}}},
    {"trunk_seized", FigureUnit::Duration, {{"trunk_seized_ms"}}, {}},
    {"trunk_erlang", FigureUnit::Mean, {}, {}, Making::Erlang},
    {"trunk_most", FigureUnit::Count, {{"trunk_most"}}, {}},
    {"trunk_blocked", FigureUnit::Count, {{"trunk_blocked"}}, {}},
    {"trunk_given_up", FigureUnit::Count, {{"trunk_given_up"}}, {}},
    {"trunk_busy", FigureUnit::Count, {{"trunk_busy"}}, {}},
    {"trunk_no_answer", FigureUnit::Count, {{"trunk_no_answer"}}, {}},
    {"trunk_declined", FigureUnit::Count, {{"trunk_declined"}}, {}},
    {"trunk_wrong_number", FigureUnit::Count, {{"trunk_wrong_number"}}, {}},
    {"trunk_network", FigureUnit::Count, {{"trunk_network"}}, {}},
    {"trunk_measured", FigureUnit::Count, {{"trunk_measured"}}, {}},
    {"trunk_mean_mos", FigureUnit::Score, {{"trunk_mos_milli"}}, {{"trunk_measured", 1'000}}},
    {"trunk_mean_loss", FigureUnit::Ratio, {{"trunk_loss_milli"}}, {{"trunk_measured", 100'000}}},
    {"transfers", FigureUnit::Count, {{"transfers"}}, {}},
    {"transfers_blind", FigureUnit::Count, {{"transfers_blind"}}, {}},
    {"transfers_consulted", FigureUnit::Count, {{"transfers_consulted"}}, {}},
    {"transfers_consulted_share", FigureUnit::Ratio, {{"transfers_consulted"}}, {{"transfers"}}},
    {"walks", FigureUnit::Count, {{"walks"}}, {}},
    {"walks_to_queue", FigureUnit::Count, {{"walks_to_queue"}}, {}},
    {"walks_outside", FigureUnit::Count, {{"walks_outside"}}, {}},
    {"walks_message", FigureUnit::Count, {{"walks_message"}}, {}},
    {"walks_self_service", FigureUnit::Count, {{"walks_self_service"}}, {}},
    {"walks_hung_up", FigureUnit::Count, {{"walks_hung_up"}}, {}},
    {"walks_failed", FigureUnit::Count, {{"walks_failed"}}, {}},
    {"walks_self_service_rate", FigureUnit::Ratio, {{"walks_self_service"}}, {{"walks"}}},
    {"walks_hung_up_rate", FigureUnit::Ratio, {{"walks_hung_up"}}, {{"walks"}}},
    {"mean_walk", FigureUnit::Duration, {{"walk_ms"}}, {{"walks"}}},
    {"steps_taken", FigureUnit::Count, {{"steps_taken"}}, {}},
    {"steps_invalid", FigureUnit::Count, {{"steps_invalid"}}, {}},
    {"steps_timeout", FigureUnit::Count, {{"steps_timeout"}}, {}},
    {"steps_hung_up", FigureUnit::Count, {{"steps_hung_up"}}, {}},
    {"steps_hung_up_rate", FigureUnit::Ratio, {{"steps_hung_up"}}, {{"steps_taken"}, {"steps_hung_up"}}},
};

const std::vector<Interval> all_intervals{Interval::Quarter, Interval::Half,  Interval::Hour, Interval::Day,
                                          Interval::Week,    Interval::Month, Interval::Whole};

const std::vector<Report> reports_known{
    {"queue_interval",
     {D::Queue},
     {D::Queue, D::Centre, D::Team, D::Channel, D::Tier},
     {D::Centre, D::Team, D::Queue, D::Channel, D::Tier},
     all_intervals,
     {"offered",
      "answered",
      "abandoned",
      "short_abandoned",
      "overflowed",
      "moved_on",
      "still_waiting",
      "answered_in_time",
      "service_level",
      "service_level_offered",
      "service_level_answered",
      "service_level_without_short",
      "connect_rate",
      "abandon_rate",
      "mean_answer_wait",
      "mean_abandon_wait",
      "longest_wait",
      "handled",
      "mean_handling",
      "mean_talk",
      "mean_wrap_up"},
     {"offered", "abandoned", "service_level"}},
    {"agent_day",
     {D::Agent},
     {D::Agent, D::Team, D::Centre},
     {D::Centre, D::Team, D::Agent},
     all_intervals,
     {"signed_in",
      "ready",
      "not_ready",
      "not_responding",
      "ready_share",
      "offers",
      "offers_answered",
      "offers_declined",
      "offers_lapsed",
      "offers_answer_rate",
      "taken",
      "taken_closed",
      "taken_transferred",
      "taken_released",
      "taken_handed_back",
      "taken_taken_over",
      "taken_out",
      "taken_out_talk",
      "call_legs",
      "call_talk",
      "call_hold",
      "call_mean_hold",
      "handling",
      "in_hand",
      "taken_mean_handling",
      "taken_mean_talk",
      "taken_mean_wrap_up",
      "taken_rated",
      "taken_mean_rating",
      "taken_satisfied_share"},
     {"taken_closed", "ready", "not_ready"}},
    {"agent_state",
     {D::Agent, D::State, D::Reason},
     {D::Agent, D::Team, D::Centre, D::State, D::Reason},
     {D::Centre, D::Team, D::Agent},
     all_intervals,
     {"state_time", "state_times"},
     {"state_time"}},
    {"abandon_by_wait",
     {D::WaitBand},
     {D::WaitBand, D::Queue, D::Centre, D::Channel, D::Tier},
     {D::Centre, D::Team, D::Queue, D::Channel, D::Tier},
     {Interval::Day, Interval::Week, Interval::Month, Interval::Whole},
     {"band_answered", "band_abandoned", "band_answer_share", "band_abandon_share"},
     {"band_abandoned", "band_answered"}},
    {"channel_volume",
     {D::Channel, D::Direction},
     {D::Channel, D::Direction, D::Centre, D::Queue},
     {D::Centre, D::Team, D::Queue, D::Channel, D::Direction, D::Tier},
     all_intervals,
     {"contacts", "contacts_handled", "contacts_abandoned", "contacts_messages", "contacts_unanswered", "contacts_open",
      "contacts_transferred", "contacts_mean_wait", "contacts_mean_handling", "contacts_in_flow",
      "contacts_self_service", "self_service_rate", "contacts_mean_flow"},
     {"contacts", "contacts_abandoned"}},
    {"tiers",
     {D::Tier},
     {D::Tier, D::Queue, D::Centre, D::Channel},
     {D::Centre, D::Team, D::Queue, D::Channel, D::Tier},
     all_intervals,
     {"offered", "answered", "abandoned", "connect_rate", "connect_target", "connect_target_met", "service_level",
      "abandon_rate", "mean_answer_wait", "mean_handling"},
     {"offered", "connect_rate"}},
    {"satisfaction",
     {D::Queue},
     {D::Queue, D::Team, D::Centre, D::Channel, D::Direction, D::Tier},
     {D::Centre, D::Team, D::Queue, D::Channel, D::Direction, D::Tier},
     all_intervals,
     {"contacts_handled", "rated", "rated_share", "mean_rating", "satisfied_share", "rated_5", "rated_4", "rated_3",
      "rated_2", "rated_1"},
     {"mean_rating", "rated"}},
    {"contacts_handled",
     {D::Agent, D::Queue},
     {D::Agent, D::Team, D::Queue, D::Centre, D::Channel},
     {D::Centre, D::Team, D::Agent, D::Queue, D::Channel},
     all_intervals,
     {"taken", "taken_closed", "taken_transferred", "taken_released", "taken_handed_back", "taken_taken_over",
      "taken_out", "taken_out_talk", "taken_mean_handling", "taken_mean_talk", "taken_mean_wrap_up", "taken_rated",
      "taken_mean_rating", "taken_satisfied_share"},
     {"taken_closed", "taken_mean_handling"}},
    {"calls",
     {D::Role, D::Direction},
     {D::Role, D::Direction, D::Device, D::Agent, D::Team, D::Queue, D::Trunk, D::Centre},
     {D::Centre, D::Team, D::Agent, D::Queue, D::Direction, D::Trunk},
     all_intervals,
     {"legs", "legs_answered", "legs_answer_rate", "legs_mean_ring", "legs_talk", "legs_mean_talk", "legs_held",
      "legs_hold", "legs_mean_hold", "legs_measured", "legs_mean_mos", "legs_mean_loss", "legs_mean_jitter"},
     {"legs", "legs_mean_talk"}},
    {"trunks",
     {D::Trunk},
     {D::Trunk, D::Centre},
     {D::Centre, D::Trunk},
     all_intervals,
     {"trunk_in", "trunk_out", "trunk_answered", "trunk_asr", "trunk_asr_out", "trunk_acd", "trunk_seized",
      "trunk_erlang", "trunk_most", "trunk_blocked", "trunk_given_up", "trunk_busy", "trunk_no_answer",
      "trunk_declined", "trunk_wrong_number", "trunk_network", "trunk_measured", "trunk_mean_mos", "trunk_mean_loss"},
     {"trunk_in", "trunk_out", "trunk_asr"}},
    {"flows",
     {D::Flow, D::FlowVersion},
     {D::Flow, D::FlowVersion, D::Centre},
     {D::Centre, D::Flow},
     all_intervals,
     {"walks", "walks_to_queue", "walks_self_service", "walks_message", "walks_outside", "walks_hung_up",
      "walks_failed", "walks_self_service_rate", "walks_hung_up_rate", "mean_walk"},
     {"walks", "walks_hung_up", "walks_self_service_rate"}},
    {"flow_nodes",
     {D::Flow, D::FlowVersion, D::Node, D::Exit},
     {D::Flow, D::FlowVersion, D::Node, D::Exit, D::Centre},
     {D::Centre, D::Flow},
     all_intervals,
     {"steps_taken", "steps_hung_up", "steps_hung_up_rate", "steps_invalid", "steps_timeout"},
     {"steps_taken", "steps_hung_up"}},
    {"transfers",
     {D::Queue, D::Goal, D::ToQueue, D::ToAgent},
     {D::Queue, D::Agent, D::Team, D::Centre, D::Goal, D::ToQueue, D::ToAgent, D::ToFlow},
     {D::Centre, D::Team, D::Agent, D::Queue},
     all_intervals,
     {"transfers", "transfers_blind", "transfers_consulted", "transfers_consulted_share"},
     {"transfers_blind", "transfers_consulted"}},
};

template <class List>
auto find(const List& list, std::string_view key) -> decltype(list.data()) {
  auto found = std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.key == key; });
  return found == list.end() ? nullptr : &*found;
}

std::vector<std::string> texts(const std::vector<std::string_view>& keys) {
  return {keys.begin(), keys.end()};
}

}  // namespace

const std::vector<Counter>& counters() {
  return catalogue;
}

const Counter* find_counter(std::string_view key) {
  return find(catalogue, key);
}

const Figure& figure(std::string_view key) {
  if (const auto* found = find(figures_known, key)) return *found;
  throw std::logic_error("there is no figure " + std::string(key));
}

const std::vector<Report>& reports() {
  return reports_known;
}

const Report* find_report(std::string_view key) {
  return find(reports_known, key);
}

ReportInfo info_of(const Report& report) {
  ReportInfo info{std::string(report.key), report.by, report.may_be_by, report.filters, report.intervals, {}, {}};
  for (auto key : report.figures) {
    const auto& each = figure(key);
    info.figures.push_back({std::string(each.key), each.unit, each.top, each.bottom});
  }
  info.charted = texts(report.charted);
  return info;
}

std::vector<const Counter*> counters_of(const Report& report) {
  std::vector<const Counter*> found;
  auto add = [&](const std::vector<FigureTerm>& terms) {
    for (const auto& term : terms) {
      const auto* counter = find_counter(term.counter);
      if (!counter) throw std::logic_error("there is no counter " + term.counter);
      if (std::find(found.begin(), found.end(), counter) == found.end()) found.push_back(counter);
    }
  };
  for (auto key : report.figures) {
    add(figure(key).top);
    add(figure(key).bottom);
  }
  return found;
}

bool is_largest(const Counter& counter) {
  return keeps_largest(counter.source);
}

std::string_view column_of(Source source, Dimension dimension) {
  const auto& keys = table_of(source).keys;
  auto known = [&](std::string_view column) {
    return std::find(keys.begin(), keys.end(), column) == keys.end() ? std::string_view() : column;
  };
  switch (dimension) {
    case Dimension::Centre:
      return known("centre_id");
    case Dimension::Queue:
      return known("queue_id");
    case Dimension::Team:
      return known("team_id");
    case Dimension::Agent:
      return known("agent_id");
    case Dimension::Channel:
      return known("channel");
    case Dimension::Direction:
      return known("direction");
    case Dimension::Tier:
      return known("tier_id");
    case Dimension::State:
      return known("state");
    case Dimension::Reason:
      return known("reason_id");
    case Dimension::Role:
      return known("role");
    case Dimension::Device:
      return known("device");
    case Dimension::Trunk:
      return known("trunk_id");
    case Dimension::Flow:
      return known("flow_id");
    case Dimension::FlowVersion:
      return known("flow_version");
    case Dimension::Node:
      return known("node_id");
    case Dimension::Exit:
      return known("exit");
    case Dimension::Goal:
      return known("goal");
    case Dimension::ToQueue:
      return known("to_queue_id");
    case Dimension::ToAgent:
      return known("to_agent_id");
    case Dimension::ToFlow:
      return known("to_flow_id");
    case Dimension::Interval:
    case Dimension::WaitBand:
      break;
  }
  return "";
}

std::string_view column_of(FactTable table, Dimension dimension) {
  switch (table) {
    case FactTable::Visits:
      return column_of(Source::Visits, dimension);
    case FactTable::Contacts:
      return column_of(Source::Contacts, dimension);
    case FactTable::Spans:
      return column_of(Source::States, dimension);
    case FactTable::Legs:
      return column_of(Source::Legs, dimension);
    case FactTable::Transfers:
      return column_of(Source::Transfers, dimension);
    case FactTable::Walks:
      return column_of(Source::Walks, dimension);
    case FactTable::Steps:
      return column_of(Source::Steps, dimension);
    case FactTable::Stints:
    case FactTable::Offers:
      break;
  }
  return column_of(Source::Agents, dimension);
}

}  // namespace reporting
