// Every figure of every report over a random fortnight, recomputed from the raw log by plain
// queries that share nothing with the module: they know the log and the words of the figures
// alone. The fortnight holds the end of a month, holidays and a make-up Saturday (2026-02-28),
// and one of the two centres lies in a zone of UTC+5:45.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "reporting/figures.h"
#include "reporting/testing.h"
#include "tests/support/databases.h"

namespace reporting {
namespace {

using fixture::need;
using fixture::Office;
using fixture::RandomDays;

constexpr std::string_view first_date = "2026-02-20", last_date = "2026-03-05";
constexpr std::int64_t first_day = 20'504, last_day = 20'517;  // days since 1970
constexpr std::int64_t first_of_march = 20'513;
constexpr std::string_view working_days = "(20508, 20509, 20510, 20511, 20512, 20514, 20515, 20516, 20517)";

// A count in plain words: of which rows, how much each, and whether by where it began or by
// how much of it lies in the interval.
struct Plain {
  std::string relation;
  std::string where = "1 = 1";
  std::string amount = "1";
  bool overlaps = false;
  bool largest = false;  // the most at once, in place of a sum
};

using Terms = std::vector<std::pair<std::string, int>>;
struct PlainFigure {
  Terms top, bottom;
};

Plain stars(std::string relation, int rating) {
  return {std::move(relation), fmt::format("rating = {}", rating)};
}

Plain state(std::string_view word) {
  return {"plain_span", fmt::format("state = '{}'", word), "", true};
}

// Nobody answered, for one of these reasons.
Plain trunk_failure(std::string_view endings) {
  return {"plain_leg", fmt::format("trunk IS NOT NULL AND talked = 0 AND ending IN ('{}')", endings)};
}

std::map<std::string, Plain> plain_counts() {
  std::map<std::string, Plain> counts{
      {"offered", {"plain_visit"}},
      {"answered", {"plain_visit", "how = 'contacts.answered'"}},
      {"in time", {"plain_visit", "how = 'contacts.answered' AND wait <= 30000"}},
      {"abandoned", {"plain_visit", "how = 'contacts.closed'"}},
      {"short", {"plain_visit", "how = 'contacts.closed' AND wait <= 5000"}},
      {"overflowed", {"plain_visit", "how = 'contacts.queued' AND next_after = 'overflowed'"}},
      {"moved on",
       {"plain_visit",
        "how = 'contacts.in_flow' OR how = 'contacts.outside' OR (how = 'contacts.queued' AND COALESCE(next_after, '') "
        "<> 'overflowed')"}},
      {"waiting", {"plain_visit", "how IS NULL"}},
      {"wait of answered", {"plain_visit", "how = 'contacts.answered'", "wait"}},
      {"wait of abandoned", {"plain_visit", "how = 'contacts.closed'", "wait"}},
      {"handled", {"plain_visit", "handled = 1"}},
      {"talk", {"plain_visit", "handled = 1", "talk"}},
      {"wrap", {"plain_visit", "handled = 1", "wrap"}},
      {"contacts", {"plain_contact"}},
      {"contacts handled", {"plain_contact", "outcome = 'handled'"}},
      {"contacts abandoned", {"plain_contact", "outcome = 'abandoned'"}},
      {"messages", {"plain_contact", "outcome = 'message'"}},
      {"unanswered", {"plain_contact", "outcome = 'unanswered'"}},
      {"self-service", {"plain_contact", "outcome = 'self_service'"}},
      {"in flow", {"plain_contact", "flow > 0"}},
      {"flow time", {"plain_contact", "flow > 0", "flow"}},
      {"contacts open", {"plain_contact", "outcome IS NULL"}},
      {"contacts closed", {"plain_contact", "outcome IS NOT NULL"}},
      {"contacts transferred", {"plain_contact", "transfers > 0"}},
      {"contacts wait", {"plain_contact", "outcome IS NOT NULL", "wait"}},
      {"contacts handling", {"plain_contact", "outcome IS NOT NULL", "talk + wrap"}},
      {"rated", {"plain_contact", "rating IS NOT NULL"}},
      {"stars", {"plain_contact", "rating IS NOT NULL", "rating"}},
      {"satisfied", {"plain_contact", "rating >= 4"}},
      {"signed in", {"plain_span", "1 = 1", "", true}},
      {"ready", state("ready")},
      {"not ready", state("not_ready")},
      {"not responding", state("not_responding")},
      {"times", {"plain_span", "goes_on = 0"}},
      {"handling", {"plain_stint", "ended IS NOT NULL", "", true}},
      {"offers", {"plain_offer"}},
      {"offers answered", {"plain_offer", "how = 'answered'"}},
      {"offers declined", {"plain_offer", "how = 'declined'"}},
      {"offers lapsed", {"plain_offer", "how = 'lapsed'"}},
      {"taken", {"plain_stint"}},
      {"taken ended", {"plain_stint", "ended IS NOT NULL"}},
      {"taken closed", {"plain_stint", "how = 'contacts.closed'"}},
      {"taken transferred",
       {"plain_stint", "how = 'contacts.queued' AND COALESCE(next_after, '') NOT IN ('handed_back', 'released')"}},
      {"taken released",
       {"plain_stint",
        "how = 'contacts.in_flow' OR how = 'contacts.outside' OR (how = 'contacts.queued' AND next_after = "
        "'released')"}},
      {"taken out", {"plain_stint", "direction = 'outbound'"}},
      {"taken out talk",
       {"plain_stint", "direction = 'outbound' AND ended IS NOT NULL", "COALESCE(wrapped, ended) - at"}},
      {"taken handed back", {"plain_stint", "how = 'contacts.queued' AND next_after = 'handed_back'"}},
      {"taken over", {"plain_stint", "how = 'contacts.answered'"}},
      {"taken talk", {"plain_stint", "ended IS NOT NULL", "COALESCE(wrapped, ended) - at"}},
      {"taken wrap", {"plain_stint", "ended IS NOT NULL", "ended - COALESCE(wrapped, ended)"}},
      {"taken rated", {"plain_stint", "rating IS NOT NULL"}},
      {"taken stars", {"plain_stint", "rating IS NOT NULL", "rating"}},
      {"taken satisfied", {"plain_stint", "rating >= 4"}},
      {"calls", {"plain_leg", "role = 'agent' AND talked > 0"}},
      {"call talk", {"plain_leg", "role = 'agent'", "talked"}},
      {"call hold", {"plain_leg", "1 = 1", "waiting"}},
      {"legs", {"plain_leg"}},
      {"legs answered", {"plain_leg", "talked > 0"}},
      {"legs ring", {"plain_leg", "1 = 1", "rang"}},
      {"legs talk", {"plain_leg", "1 = 1", "talked"}},
      {"legs held", {"plain_leg", "held > 0"}},
      {"legs hold", {"plain_leg", "1 = 1", "held"}},
      {"measured", {"plain_leg", "mos IS NOT NULL"}},
      {"mos", {"plain_leg", "mos IS NOT NULL", "mos"}},
      {"loss", {"plain_leg", "mos IS NOT NULL", "loss"}},
      {"jitter", {"plain_leg", "mos IS NOT NULL", "jitter"}},
      {"trunk in", {"plain_leg", "trunk IS NOT NULL AND dialled = 0"}},
      {"trunk out", {"plain_leg", "trunk IS NOT NULL AND dialled = 1"}},
      {"trunk answered", {"plain_leg", "trunk IS NOT NULL AND talked > 0"}},
      {"trunk out answered", {"plain_leg", "trunk IS NOT NULL AND talked > 0 AND dialled = 1"}},
      {"trunk talk", {"plain_leg", "trunk IS NOT NULL", "talked"}},
      {"trunk measured", {"plain_leg", "trunk IS NOT NULL AND mos IS NOT NULL"}},
      {"trunk mos", {"plain_leg", "trunk IS NOT NULL AND mos IS NOT NULL", "mos"}},
      {"trunk loss", {"plain_leg", "trunk IS NOT NULL AND mos IS NOT NULL", "loss"}},
      {"trunk seized", {"plain_leg", "trunk IS NOT NULL", "", true}},
      {"trunk most", {"plain_leg", "trunk IS NOT NULL AND ended > at", "", true, true}},
      {"trunk blocked", trunk_failure("blocked")},
      {"trunk busy", trunk_failure("busy")},
      {"trunk no answer", trunk_failure("no_answer")},
      {"trunk declined", trunk_failure("declined")},
      {"trunk wrong number", trunk_failure("wrong_number")},
      {"trunk network", trunk_failure("unreachable', 'refused', 'lost', 'broken")},
      {"trunk given up", trunk_failure("by_customer', 'by_agent', 'by_system', 'cut")},
      {"transfers", {"plain_transfer"}},
      {"blind", {"plain_transfer", "way = 'blind'"}},
      {"consulted", {"plain_transfer", "way = 'consulted'"}},
      {"walks", {"plain_walk"}},
      {"to queue", {"plain_walk", "ending = 'to_queue'"}},
      {"outside", {"plain_walk", "ending = 'outside'"}},
      {"message", {"plain_walk", "ending = 'message'"}},
      {"served", {"plain_walk", "ending = 'self_service'"}},
      {"hung up", {"plain_walk", "ending = 'hung_up'"}},
      {"failed", {"plain_walk", "ending = 'failed'"}},
      {"walk time", {"plain_walk", "1 = 1", "lasted"}},
      {"steps", {"plain_step", "exit <> ''"}},
      {"invalid", {"plain_step", "exit = 'invalid'"}},
      {"timeout", {"plain_step", "exit = 'timeout'"}},
      {"hung up here", {"plain_step", "exit = ''"}},
  };
  for (int n = 1; n <= 5; ++n) counts.emplace(fmt::format("rated {}", n), stars("plain_contact", n));
  return counts;
}

const std::map<std::string, PlainFigure>& plain_figures() {
  static const std::map<std::string, PlainFigure> figures{
      {"offered", {{{"offered", 1}}, {}}},
      {"answered", {{{"answered", 1}}, {}}},
      {"abandoned", {{{"abandoned", 1}}, {}}},
      {"short_abandoned", {{{"short", 1}}, {}}},
      {"overflowed", {{{"overflowed", 1}}, {}}},
      {"moved_on", {{{"moved on", 1}}, {}}},
      {"still_waiting", {{{"waiting", 1}}, {}}},
      {"answered_in_time", {{{"in time", 1}}, {}}},
      {"service_level", {{{"in time", 1}}, {{"answered", 1}, {"abandoned", 1}}}},
      {"service_level_offered", {{{"in time", 1}}, {{"offered", 1}}}},
      {"service_level_answered", {{{"in time", 1}}, {{"answered", 1}}}},
      {"service_level_without_short", {{{"in time", 1}}, {{"answered", 1}, {"abandoned", 1}, {"short", -1}}}},
      {"connect_rate", {{{"answered", 1}}, {{"offered", 1}}}},
      {"abandon_rate", {{{"abandoned", 1}}, {{"offered", 1}}}},
      {"mean_answer_wait", {{{"wait of answered", 1}}, {{"answered", 1}}}},
      {"mean_abandon_wait", {{{"wait of abandoned", 1}}, {{"abandoned", 1}}}},
      {"handled", {{{"handled", 1}}, {}}},
      {"mean_handling", {{{"talk", 1}, {"wrap", 1}}, {{"handled", 1}}}},
      {"mean_talk", {{{"talk", 1}}, {{"handled", 1}}}},
      {"mean_wrap_up", {{{"wrap", 1}}, {{"handled", 1}}}},
      {"contacts", {{{"contacts", 1}}, {}}},
      {"contacts_handled", {{{"contacts handled", 1}}, {}}},
      {"contacts_abandoned", {{{"contacts abandoned", 1}}, {}}},
      {"contacts_messages", {{{"messages", 1}}, {}}},
      {"contacts_unanswered", {{{"unanswered", 1}}, {}}},
      {"contacts_self_service", {{{"self-service", 1}}, {}}},
      {"contacts_in_flow", {{{"in flow", 1}}, {}}},
      {"self_service_rate", {{{"self-service", 1}}, {{"in flow", 1}}}},
      {"contacts_mean_flow", {{{"flow time", 1}}, {{"in flow", 1}}}},
      {"contacts_open", {{{"contacts open", 1}}, {}}},
      {"contacts_transferred", {{{"contacts transferred", 1}}, {}}},
      {"contacts_mean_wait", {{{"contacts wait", 1}}, {{"contacts closed", 1}}}},
      {"contacts_mean_handling", {{{"contacts handling", 1}}, {{"contacts handled", 1}}}},
      {"rated", {{{"rated", 1}}, {}}},
      {"rated_share", {{{"rated", 1}}, {{"contacts handled", 1}}}},
      {"mean_rating", {{{"stars", 1}}, {{"rated", 1}}}},
      {"satisfied_share", {{{"satisfied", 1}}, {{"rated", 1}}}},
      {"rated_1", {{{"rated 1", 1}}, {}}},
      {"rated_2", {{{"rated 2", 1}}, {}}},
      {"rated_3", {{{"rated 3", 1}}, {}}},
      {"rated_4", {{{"rated 4", 1}}, {}}},
      {"rated_5", {{{"rated 5", 1}}, {}}},
      {"signed_in", {{{"signed in", 1}}, {}}},
      {"ready", {{{"ready", 1}}, {}}},
      {"not_ready", {{{"not ready", 1}}, {}}},
      {"not_responding", {{{"not responding", 1}}, {}}},
      {"ready_share", {{{"ready", 1}}, {{"signed in", 1}}}},
      {"in_hand", {{{"handling", 1}}, {{"signed in", 1}}}},
      {"handling", {{{"handling", 1}}, {}}},
      {"offers", {{{"offers", 1}}, {}}},
      {"offers_answered", {{{"offers answered", 1}}, {}}},
      {"offers_declined", {{{"offers declined", 1}}, {}}},
      {"offers_lapsed", {{{"offers lapsed", 1}}, {}}},
      {"offers_answer_rate",
       {{{"offers answered", 1}}, {{"offers answered", 1}, {"offers declined", 1}, {"offers lapsed", 1}}}},
      {"taken", {{{"taken", 1}}, {}}},
      {"taken_closed", {{{"taken closed", 1}}, {}}},
      {"taken_transferred", {{{"taken transferred", 1}}, {}}},
      {"taken_released", {{{"taken released", 1}}, {}}},
      {"taken_out", {{{"taken out", 1}}, {}}},
      {"taken_out_talk", {{{"taken out talk", 1}}, {}}},
      {"taken_handed_back", {{{"taken handed back", 1}}, {}}},
      {"taken_taken_over", {{{"taken over", 1}}, {}}},
      {"taken_mean_handling", {{{"taken talk", 1}, {"taken wrap", 1}}, {{"taken ended", 1}}}},
      {"taken_mean_talk", {{{"taken talk", 1}}, {{"taken ended", 1}}}},
      {"taken_mean_wrap_up", {{{"taken wrap", 1}}, {{"taken ended", 1}}}},
      {"taken_rated", {{{"taken rated", 1}}, {}}},
      {"taken_mean_rating", {{{"taken stars", 1}}, {{"taken rated", 1}}}},
      {"taken_satisfied_share", {{{"taken satisfied", 1}}, {{"taken rated", 1}}}},
      {"state_time", {{{"signed in", 1}}, {}}},
      {"state_times", {{{"times", 1}}, {}}},
      {"call_legs", {{{"calls", 1}}, {}}},
      {"call_talk", {{{"call talk", 1}}, {}}},
      {"call_hold", {{{"call hold", 1}}, {}}},
      {"call_mean_hold", {{{"call hold", 1}}, {{"calls", 1}}}},
      {"legs", {{{"legs", 1}}, {}}},
      {"legs_answered", {{{"legs answered", 1}}, {}}},
      {"legs_answer_rate", {{{"legs answered", 1}}, {{"legs", 1}}}},
      {"legs_mean_ring", {{{"legs ring", 1}}, {{"legs", 1}}}},
      {"legs_talk", {{{"legs talk", 1}}, {}}},
      {"legs_mean_talk", {{{"legs talk", 1}}, {{"legs answered", 1}}}},
      {"legs_held", {{{"legs held", 1}}, {}}},
      {"legs_hold", {{{"legs hold", 1}}, {}}},
      {"legs_mean_hold", {{{"legs hold", 1}}, {{"legs held", 1}}}},
      {"legs_measured", {{{"measured", 1}}, {}}},
      {"legs_mean_mos", {{{"mos", 1}}, {{"measured", 1'000}}}},
      {"legs_mean_loss", {{{"loss", 1}}, {{"measured", 100'000}}}},
      {"legs_mean_jitter", {{{"jitter", 1}}, {{"measured", 1}}}},
      {"trunk_in", {{{"trunk in", 1}}, {}}},
      {"trunk_out", {{{"trunk out", 1}}, {}}},
      {"trunk_answered", {{{"trunk answered", 1}}, {}}},
      {"trunk_asr", {{{"trunk answered", 1}}, {{"trunk in", 1}, {"trunk out", 1}}}},
      {"trunk_asr_out", {{{"trunk out answered", 1}}, {{"trunk out", 1}}}},
      {"trunk_acd", {{{"trunk talk", 1}}, {{"trunk answered", 1}}}},
      {"trunk_seized", {{{"trunk seized", 1}}, {}}},
      {"trunk_erlang", {{{"trunk seized", 1}}, {}}},
      {"trunk_most", {{{"trunk most", 1}}, {}}},
      {"trunk_blocked", {{{"trunk blocked", 1}}, {}}},
      {"trunk_given_up", {{{"trunk given up", 1}}, {}}},
      {"trunk_busy", {{{"trunk busy", 1}}, {}}},
      {"trunk_no_answer", {{{"trunk no answer", 1}}, {}}},
      {"trunk_declined", {{{"trunk declined", 1}}, {}}},
      {"trunk_wrong_number", {{{"trunk wrong number", 1}}, {}}},
      {"trunk_network", {{{"trunk network", 1}}, {}}},
      {"trunk_measured", {{{"trunk measured", 1}}, {}}},
      {"trunk_mean_mos", {{{"trunk mos", 1}}, {{"trunk measured", 1'000}}}},
      {"trunk_mean_loss", {{{"trunk loss", 1}}, {{"trunk measured", 100'000}}}},
      {"transfers", {{{"transfers", 1}}, {}}},
      {"transfers_blind", {{{"blind", 1}}, {}}},
      {"transfers_consulted", {{{"consulted", 1}}, {}}},
      {"transfers_consulted_share", {{{"consulted", 1}}, {{"transfers", 1}}}},
      {"walks", {{{"walks", 1}}, {}}},
      {"walks_to_queue", {{{"to queue", 1}}, {}}},
      {"walks_outside", {{{"outside", 1}}, {}}},
      {"walks_message", {{{"message", 1}}, {}}},
      {"walks_self_service", {{{"served", 1}}, {}}},
      {"walks_hung_up", {{{"hung up", 1}}, {}}},
      {"walks_failed", {{{"failed", 1}}, {}}},
      {"walks_self_service_rate", {{{"served", 1}}, {{"walks", 1}}}},
      {"walks_hung_up_rate", {{{"hung up", 1}}, {{"walks", 1}}}},
      {"mean_walk", {{{"walk time", 1}}, {{"walks", 1}}}},
      {"steps_taken", {{{"steps", 1}}, {}}},
      {"steps_invalid", {{{"invalid", 1}}, {}}},
      {"steps_timeout", {{{"timeout", 1}}, {}}},
      {"steps_hung_up", {{{"hung up here", 1}}, {}}},
      {"steps_hung_up_rate", {{{"hung up here", 1}}, {{"steps", 1}, {"hung up here", 1}}}},
  };
  return figures;
}

std::string column_for(Dimension dimension) {
  return base::word_of(dimension);
}

class Fortnight : public support::StoreTest {
 protected:
  Fortnight() {
    days.tell(*base::from_rfc3339("2026-02-18T00:00:00Z"), *base::from_rfc3339("2026-03-07T00:00:00Z"), 500);
    office.write_log();
    std::mt19937 random(3);
    while (office.follow(std::uniform_int_distribution<int>(1, 400)(random))) {
    }
    database().write([&](db::Transaction& tx) {
      make_relations(tx);
      make_intervals(tx);
    });
  }

  // ---- plain relations over the raw log

  std::string text(std::string_view of, std::string_view field) const {
    if (sqlite()) return fmt::format("json_extract({}, '$.{}')", of, field);
    return fmt::format("(CAST({} AS JSON) ->> '{}')", of, field);
  }
  std::string number(std::string_view of, std::string_view field) const {
    return fmt::format("CAST({} AS BIGINT)", text(of, field));
  }
  std::string milliseconds(const std::string& rfc3339) const {
    if (sqlite())
      return fmt::format(
          "CAST(strftime('%s', substr({0}, 1, 19)) AS INTEGER) * 1000 + CAST(substr({0}, 21, 3) AS INTEGER)", rfc3339);
    return fmt::format("CAST(ROUND(EXTRACT(EPOCH FROM CAST({} AS TIMESTAMPTZ)) * 1000) AS BIGINT)", rfc3339);
  }
  bool sqlite() const { return office.floor.world.platform.database.engine() == db::Engine::Sqlite; }

  void make_relations(db::Transaction& tx) {
    const auto body = [&](std::string_view field) { return number("body", field); };
    tx.execute(fmt::format(
        "CREATE TABLE plain_opened AS SELECT subject_id AS contact, centre_id AS centre, at, {} AS channel, {} AS "
        "direction, COALESCE({}, (SELECT {} FROM event AS q WHERE q.subject_id = event.subject_id AND q.type IN "
        "('contacts.queued', 'contacts.answered') ORDER BY q.transaction_id, q.seq LIMIT 1)) AS queue, CASE WHEN "
        "EXISTS (SELECT 1 FROM event AS l WHERE l.type = 'contacts.customer_linked' AND "
        "l.subject_id = event.subject_id) THEN (SELECT {} FROM event AS l WHERE l.type = 'contacts.customer_linked' "
        "AND "
        "l.subject_id = event.subject_id) ELSE {} END AS tier FROM event WHERE type = 'contacts.opened'",
        text("body", "channel"), text("body", "direction"), body("queue_id"), number("q.body", "queue_id"),
        number("l.body", "tier_id"), body("tier_id")));
    tx.execute(fmt::format(
        "CREATE TABLE plain_item AS SELECT {item} AS item, {channel} AS channel FROM event AS e WHERE e.type = "
        "'contacts.opened' AND {item} IS NOT NULL UNION ALL SELECT {item}, o.channel FROM event AS e JOIN plain_opened "
        "AS o ON o.contact = e.subject_id WHERE e.type = 'contacts.item_attached'",
        fmt::arg("item", number("e.body", "work_item_id")), fmt::arg("channel", text("e.body", "channel"))));
    tx.execute(
        "CREATE TABLE plain_course AS SELECT subject_id AS contact, type, e.at, body, o.channel, o.direction, "
        "ROW_NUMBER() OVER w AS place, "
        "SUM(CASE WHEN type = 'contacts.queued' AND o.direction = 'inbound' THEN 1 ELSE 0 END) OVER w AS visit, "
        "SUM(CASE WHEN type = 'contacts.answered' THEN 1 ELSE 0 END) OVER w AS stint FROM event AS e "
        "JOIN plain_opened AS o ON o.contact = e.subject_id "
        "WHERE type IN ('contacts.queued', 'contacts.answered', 'contacts.wrap_up_begun', 'contacts.closed', "
        "'contacts.in_flow', 'contacts.outside') "
        "WINDOW w AS (PARTITION BY subject_id ORDER BY transaction_id, seq ROWS UNBOUNDED PRECEDING)");
    tx.execute("CREATE INDEX plain_course_contact ON plain_course (contact, place)");
    tx.execute(fmt::format(
        "CREATE TABLE plain_stint AS SELECT c.*, (SELECT MIN(n.at) FROM plain_course AS n WHERE n.contact = c.contact "
        "AND n.stint = c.stint AND n.type = 'contacts.wrap_up_begun') AS wrapped, CASE WHEN c.stint = (SELECT "
        "MAX(n.stint) FROM plain_course AS n WHERE n.contact = c.contact) THEN (SELECT {} FROM event AS r WHERE r.type "
        "= "
        "'contacts.rated' AND r.subject_id = c.contact) END AS rating FROM (SELECT contact, type, visit, stint, at, "
        "direction, {} AS agent, {} AS team, {} AS centre, {} AS queue, channel, LEAD(at) OVER w AS "
        "ended, "
        "LEAD(type) OVER w AS how, LEAD({}) OVER w AS next_after FROM plain_course WHERE type <> "
        "'contacts.wrap_up_begun' WINDOW w AS (PARTITION BY contact ORDER BY place)) AS c WHERE c.type = "
        "'contacts.answered'",
        number("r.body", "rating"), body("agent_id"), body("team_id"), body("agent_centre_id"), body("queue_id"),
        text("body", "after")));
    tx.execute(fmt::format(
        "CREATE TABLE plain_visit AS SELECT v.*, o.tier, v.next_at - v.at AS wait, CASE WHEN v.how = "
        "'contacts.answered' THEN v.next_team END AS team, t.talk, t.wrap, CASE WHEN v.how = 'contacts.answered' AND "
        "t.going_on = 0 THEN 1 ELSE 0 END AS handled FROM (SELECT contact, type, visit, at, {} AS centre, {} AS queue, "
        "channel, LEAD(at) OVER w AS next_at, LEAD(type) OVER w AS how, LEAD({}) OVER w AS "
        "next_after, "
        "LEAD({}) OVER w AS next_team FROM plain_course WHERE type <> 'contacts.wrap_up_begun' WINDOW w AS (PARTITION "
        "BY "
        "contact ORDER BY place)) AS v JOIN plain_opened AS o ON o.contact = v.contact LEFT JOIN (SELECT contact, "
        "visit, "
        "SUM(COALESCE(wrapped, ended) - at) AS talk, SUM(ended - COALESCE(wrapped, ended)) AS wrap, SUM(CASE WHEN "
        "ended "
        "IS NULL THEN 1 ELSE 0 END) AS going_on FROM plain_stint GROUP BY contact, visit) AS t ON t.contact = "
        "v.contact "
        "AND t.visit = v.visit WHERE v.type = 'contacts.queued' AND o.direction = 'inbound'",
        body("queue_centre_id"), body("queue_id"), text("body", "after"), body("team_id")));
    tx.execute(fmt::format(
        "CREATE TABLE plain_contact AS SELECT o.*, {} AS outcome, {} AS wait, {} AS talk, {} AS wrap, {} AS flow, {} "
        "AS transfers, "
        "(SELECT {} FROM event AS r WHERE r.type = 'contacts.rated' AND r.subject_id = o.contact) AS rating, (SELECT "
        "s.team FROM plain_stint AS s WHERE s.contact = o.contact ORDER BY s.stint DESC LIMIT 1) AS team FROM "
        "plain_opened AS o LEFT JOIN event AS c ON c.type = 'contacts.closed' AND c.subject_id = o.contact",
        text("c.body", "outcome"), number("c.body", "wait_ms"), number("c.body", "talk_ms"),
        number("c.body", "wrap_up_ms"), number("c.body", "flow_ms"), number("c.body", "transfers"),
        number("r.body", "rating")));
    // Where an agent stood when an offer ended: as the last change of its state before that says.
    tx.execute(fmt::format(
        "CREATE TABLE plain_offer AS SELECT e.at - {after} AS at, {agent} AS agent, {queue} AS queue, {how} AS how, "
        "(SELECT p.channel FROM plain_item AS p WHERE p.item = e.subject_id) "
        "AS channel, (SELECT s.centre_id FROM event AS s WHERE s.type = 'agents.state_changed' AND s.subject_id = "
        "{agent} AND (s.transaction_id, s.seq) < (e.transaction_id, e.seq) ORDER BY s.transaction_id DESC, s.seq DESC "
        "LIMIT 1) AS centre, (SELECT {team} FROM event AS s WHERE s.type = 'agents.state_changed' AND s.subject_id = "
        "{agent} AND (s.transaction_id, s.seq) < (e.transaction_id, e.seq) ORDER BY s.transaction_id DESC, s.seq DESC "
        "LIMIT 1) AS team FROM event AS e WHERE e.type = 'routing.offer_ended'",
        fmt::arg("after", number("e.body", "after_ms")), fmt::arg("agent", number("e.body", "agent_id")),
        fmt::arg("queue", number("e.body", "queue_id")), fmt::arg("how", text("e.body", "how")),
        fmt::arg("team", number("s.body", "team_id"))));
    const auto now = base::epoch_ms(office.floor.world.clock.now());
    tx.execute(fmt::format(
        "CREATE TABLE plain_span AS SELECT subject_id AS agent, centre_id AS centre, {0} AS team, {1} AS state, {2} AS "
        "reason, {3} AS at, at AS ended, 0 AS goes_on FROM event WHERE type = 'agents.state_changed' AND {1} <> "
        "'signed_out' AND {4} IS NOT NULL UNION ALL SELECT subject_id, centre_id, {0}, {5}, {6}, at, {7}, 1 FROM event "
        "WHERE type = 'agents.state_changed' AND {5} <> 'signed_out' AND NOT EXISTS (SELECT 1 FROM event AS n WHERE "
        "n.type = event.type AND n.subject_id = event.subject_id AND (n.transaction_id, n.seq) > "
        "(event.transaction_id, "
        "event.seq))",
        body("team_id"), text("body", "from"), body("from_reason_id"), milliseconds(text("body", "since")),
        text("body", "since"), text("body", "to"), body("reason_id"), now));
    make_legs(tx);
    make_flows(tx);
  }

  // Where an agent stood when an event `e` came: as the last change of its state before that says.
  std::string standing(const std::string& agent, const std::string& what) const {
    return fmt::format(
        "(SELECT {} FROM event AS s WHERE s.type = 'agents.state_changed' AND s.subject_id = {} AND "
        "(s.transaction_id, s.seq) < (e.transaction_id, e.seq) ORDER BY s.transaction_id DESC, s.seq DESC LIMIT 1)",
        what, agent);
  }
  std::string quality(std::string_view of, std::string_view field) const {
    auto value = sqlite() ? fmt::format("json_extract({}, '$.quality.{}')", of, field)
                          : fmt::format("CAST((CAST({} AS JSON) -> 'quality' ->> '{}') AS NUMERIC)", of, field);
    return value;
  }
  std::string thousandths(std::string_view of, std::string_view field) const {
    return fmt::format(
        "CAST(ROUND(COALESCE({}, (SELECT {} FROM event AS m WHERE m.type = 'telephony.line_measured' AND "
        "{} = {})) * 1000) AS BIGINT)",
        quality(of, field), quality("m.body", field), number("m.body", "party_id"), number("e.body", "party_id"));
  }

  void make_legs(db::Transaction& tx) {
    const auto told = [&](std::string_view field) { return number("e.body", field); };
    const auto word = [&](std::string_view field) { return text("e.body", field); };
    const auto agent = told("person_id");
    const auto dialled = sqlite() ? word("dialled") : "CASE " + word("dialled") + " WHEN 'true' THEN 1 ELSE 0 END";
    tx.execute(fmt::format(
        "CREATE TABLE plain_leg AS SELECT {call} AS call, COALESCE({centre}, e.centre_id) AS centre, {kind} AS "
        "direction, {role} AS role, {device} AS device, {agent} AS agent, {team} AS team, {queue} AS queue, {trunk} "
        "AS trunk, {dialled} AS dialled, e.at - {rang} - {talked} AS at, e.at AS ended, {ending} AS ending, {rang} AS "
        "rang, {talked} AS talked, {held} AS held, COALESCE({waiting}, 0) AS waiting, {mos} AS mos, {loss} AS loss, "
        "{jitter} / 1000 AS jitter FROM event "
        "AS e WHERE e.type = 'telephony.party_left' UNION ALL "
        "SELECT {call}, e.centre_id, {kind}, {role}, 'trunk', NULL, NULL, {queue}, {trunk}, 1, e.at - {tried}, e.at, "
        "'unreachable', {tried}, 0, 0, 0, NULL, NULL, NULL FROM event AS e WHERE e.type = 'telephony.trunk_tried' "
        "UNION "
        "ALL SELECT NULL, e.centre_id, 'inbound', 'customer', 'trunk', NULL, NULL, NULL, {trunk}, 0, e.at, e.at, "
        "'blocked', 0, 0, 0, 0, NULL, NULL, NULL FROM event AS e WHERE e.type = 'telephony.call_blocked'",
        fmt::arg("call", told("call_id")), fmt::arg("centre", standing(agent, "s.centre_id")),
        fmt::arg("kind", word("kind")), fmt::arg("role", word("role")), fmt::arg("device", word("device")),
        fmt::arg("agent", agent), fmt::arg("team", standing(agent, number("s.body", "team_id"))),
        fmt::arg("queue", told("queue_id")), fmt::arg("trunk", told("trunk_id")), fmt::arg("dialled", dialled),
        fmt::arg("rang", told("rang_ms")), fmt::arg("talked", told("talked_ms")), fmt::arg("ending", word("ending")),
        fmt::arg("held", told("held_ms")), fmt::arg("waiting", told("kept_waiting_ms")),
        fmt::arg("mos", thousandths("e.body", "mos")), fmt::arg("loss", thousandths("e.body", "loss_percent")),
        fmt::arg("jitter", thousandths("e.body", "jitter_ms")), fmt::arg("tried", told("tried_ms"))));
    const auto giver = told("from_agent_id");
    tx.execute(fmt::format(
        "CREATE TABLE plain_transfer AS SELECT e.at, COALESCE({}, e.centre_id) AS centre, {} AS way, {} AS goal, {} "
        "AS queue, {} AS agent, {} AS team, {} AS to_queue, {} AS to_agent, {} AS to_flow FROM event AS e WHERE e.type "
        "= 'telephony.call_transferred'",
        standing(giver, "s.centre_id"), word("kind"), word("goal"), told("from_queue_id"), giver,
        standing(giver, number("s.body", "team_id")), told("to_queue_id"), told("to_agent_id"), told("to_flow_id")));
  }

  void make_flows(db::Transaction& tx) {
    const auto told = [&](std::string_view field) { return number("e.body", field); };
    const auto word = [&](std::string_view field) { return text("e.body", field); };
    tx.execute(
        fmt::format("CREATE TABLE plain_walk AS SELECT e.at - {lasted} AS at, e.centre_id AS centre, {} AS flow, {} AS "
                    "flow_version, {} AS ending, {lasted} AS lasted FROM event AS e WHERE e.type = 'ivr.walk_ended'",
                    told("flow_id"), told("version"), word("ending"), fmt::arg("lasted", told("lasted_ms"))));
    tx.execute(fmt::format(
        "CREATE TABLE plain_step AS SELECT e.at, e.centre_id AS centre, {} AS flow, {} AS flow_version, {} AS node, {} "
        "AS exit FROM event AS e WHERE e.type = 'ivr.exit_taken' UNION ALL SELECT e.at, e.centre_id, {}, {}, {}, '' "
        "FROM event AS e WHERE e.type = 'ivr.walk_ended' AND {} = 'hung_up'",
        told("flow_id"), told("version"), word("node_id"), word("exit"), told("at_flow_id"), told("at_version"),
        word("at_node_id"), word("ending")));
  }

  // The stretches of each centre with the word that the report gives them; zones are offsets here.
  void make_intervals(db::Transaction& tx) {
    tx.execute(
        "CREATE TABLE plain_interval (kind TEXT, centre BIGINT, word TEXT, day BIGINT, began BIGINT, finished BIGINT)");
    const auto& world = office.floor.world;
    for (auto [centre, offset] : {std::pair{world.north.value, 480}, std::pair{world.south.value, 345}})
      for (auto day = first_day; day <= last_day; ++day) {
        const auto began = day * 86'400'000 - offset * 60'000;
        auto put = [&](std::string_view kind, const std::string& word, std::int64_t from, std::int64_t until) {
          tx.execute("INSERT INTO plain_interval VALUES (?1, ?2, ?3, ?4, ?5, ?6)", kind, centre, word, day, from,
                     until);
        };
        for (auto [kind, minutes] : {std::pair{"quarter", 15}, std::pair{"half", 30}, std::pair{"hour", 60}})
          for (auto at = began; at < began + 86'400'000; at += minutes * 60'000)
            put(kind, base::to_rfc3339(base::from_epoch_ms(at)), at, at + minutes * 60'000);
        put("day", date(day), began, began + 86'400'000);
        put("week", date(day - (day + 3) % 7), began, began + 86'400'000);
        put("month", day < first_of_march ? "2026-02-01" : "2026-03-01", began, began + 86'400'000);
        put("whole", "", began, began + 86'400'000);
      }
    tx.execute("CREATE INDEX plain_interval_place ON plain_interval (kind, centre, began)");
  }
  static std::string date(std::int64_t day) {
    return base::to_rfc3339(base::from_epoch_ms(day * 86'400'000)).substr(0, 10);
  }

  // ---- asking both

  using Counts = std::map<std::string, double>;

  Counts plain_count(const Plain& plain, std::string_view kind, const std::vector<Dimension>& by,
                     const std::string& filter) {
    std::string word = "i.word", groups = "i.word";
    for (auto dimension : by) {
      if (dimension == Dimension::Interval || dimension == Dimension::WaitBand) continue;
      word += fmt::format(" || '|' || COALESCE(CAST(f.{} AS TEXT), '')", column_for(dimension));
      groups += fmt::format(", f.{}", column_for(dimension));
    }
    std::string sum = plain.amount, lies = "f.at >= i.began AND f.at < i.finished";
    if (plain.overlaps) {
      sum =
          "(CASE WHEN f.ended < i.finished THEN f.ended ELSE i.finished END) - (CASE WHEN f.at > i.began THEN f.at "
          "ELSE "
          "i.began END)";
      lies = "f.at < i.finished AND f.ended > i.began";
    }
    if (plain.largest)
      sum =
          "(SELECT COUNT(*) FROM plain_leg AS b WHERE b.trunk = f.trunk AND b.ended > b.at AND b.at <= (CASE WHEN f.at "
          "> i.began THEN f.at ELSE i.began END) AND b.ended > (CASE WHEN f.at > i.began THEN f.at ELSE i.began END))";
    auto sql = fmt::format(
        "SELECT {}, CAST({}({}) AS BIGINT) FROM {} AS f JOIN plain_interval AS i ON i.kind = '{}' AND i.centre = "
        "f.centre "
        "AND {} WHERE ({}) AND {} GROUP BY {}",
        word, plain.largest ? "MAX" : "SUM", sum, plain.relation, kind, lies, plain.where, filter, groups);
    return database().read([&](db::Transaction& tx) {
      Counts counts;
      for (db::Row row : tx.query(sql)) counts[std::string(row.text(0))] = static_cast<double>(row.integer(1));
      return counts;
    });
  }

  static std::string word_of_row(const ReportRow& row) {
    std::string word;
    bool has_interval = !row.cells.empty() && row.cells[0].dimension == Dimension::Interval;
    if (has_interval) word = row.cells[0].value;
    for (std::size_t i = has_interval; i < row.cells.size(); ++i) word += '|' + row.cells[i].value;
    return word;
  }

  ReportAnswer ask(std::string_view report, ReportQuestion question) {
    question.from = first_date;
    question.until = last_date;
    ReportAnswer whole;
    std::optional<base::Time> read_at;
    do {
      auto part = need(office.reporting.answer(office.admin(), std::string(report),
                                               {question, std::ssize(whole.rows), 1'000, read_at}));
      read_at = part.read_at;
      if (whole.rows.empty())
        whole = part;
      else
        whole.rows.insert(whole.rows.end(), part.rows.begin(), part.rows.end());
    } while (std::ssize(whole.rows) < whole.row_count);
    return whole;
  }

  // Every figure but those of wait bands and the longest wait, which are asked for otherwise.
  void compare(const Report& report, const ReportQuestion& question, const std::string& filter) {
    const auto kind = base::word_of(question.interval);
    SCOPED_TRACE(fmt::format("{} by {} where {}", report.key, kind, filter));
    const auto& by = question.by ? *question.by : report.by;
    std::map<std::string, Counts> counted;
    for (const auto& [name, plain] : plain_counts())
      if (is_of(report, name)) counted[name] = plain_count(plain, kind, by, filter);
    const auto times = times_of(kind, filter);
    auto answer = ask(report.key, question);
    std::map<std::string, const ReportRow*> rows;
    for (const auto& row : answer.rows) EXPECT_TRUE(rows.emplace(word_of_row(row), &row).second) << word_of_row(row);
    std::set<std::string> words;
    for (const auto& [name, counts] : counted)
      for (const auto& [word, count] : counts)
        if (count != 0) words.insert(word);
    for (const auto& [word, row] : rows) EXPECT_TRUE(words.contains(word)) << "nothing in the log: " << word;
    for (const auto& word : words) {
      ASSERT_TRUE(rows.contains(word)) << "not in the report: " << word;
      for (std::size_t i = 0; i < answer.figures.size(); ++i)
        compare_figure(answer.figures[i], word, counted, *rows[word], i, times);
    }
    compared += static_cast<int>(words.size());
  }

  static bool is_of(const Report& report, const std::string& count) {
    for (auto key : report.figures) {
      auto figure = plain_figures().find(std::string(key));
      if (figure == plain_figures().end()) continue;
      for (const auto& terms : {figure->second.top, figure->second.bottom})
        for (const auto& [name, factor] : terms)
          if (name == count) return true;
    }
    return false;
  }

  // How long the time of each interval is, of the days that are asked for.
  Counts times_of(std::string_view kind, const std::string& filter) {
    auto sql = fmt::format(
        "SELECT word, MAX(time) FROM (SELECT i.word AS word, SUM(i.finished - i.began) AS time FROM plain_interval AS "
        "i "
        "WHERE i.kind = '{}' AND {} GROUP BY i.word, i.centre) AS of_centres GROUP BY word",
        kind, filter.starts_with("i.day") ? filter : "1 = 1");
    return database().read([&](db::Transaction& tx) {
      Counts times;
      for (db::Row row : tx.query(sql)) times[std::string(row.text(0))] = static_cast<double>(row.integer(1));
      return times;
    });
  }

  void compare_figure(const std::string& key, const std::string& word, std::map<std::string, Counts>& counted,
                      const ReportRow& row, std::size_t index, const Counts& times) {
    const bool is_of_no_count = key == "longest_wait" || key == "connect_target" || key == "connect_target_met";
    if (is_of_no_count) return;
    ASSERT_TRUE(plain_figures().contains(key)) << key;
    const auto& plain = plain_figures().at(key);
    auto sum = [&](const Terms& terms) {
      double sum = 0;
      for (const auto& [name, factor] : terms) sum += factor * counted.at(name)[word];
      return sum;
    };
    std::optional<double> expected = sum(plain.top);
    if (!plain.bottom.empty()) {
      const auto bottom = sum(plain.bottom);
      expected = bottom == 0 ? std::nullopt : std::optional(*expected / bottom);
    }
    if (key == "trunk_erlang") expected = *expected / times.at(word.substr(0, word.find('|')));
    ASSERT_EQ(row.figures[index].has_value(), expected.has_value()) << key << " of " << word;
    if (expected) {
      ASSERT_NEAR(*row.figures[index], *expected, 1e-9) << key << " of " << word;
    }
  }

  calendars::CalendarId calendar(std::string_view key) {
    for (const auto& each : need(office.calendars.calendars(office.admin(), {200, {}})).items)
      if (each.key == key) return each.id;
    throw std::runtime_error("no such calendar");
  }

  Office office{database()};
  RandomDays days{office, 7};
  int compared = 0;
};

ReportQuestion by(Interval interval) {
  ReportQuestion question;
  question.interval = interval;
  return question;
}

TEST_P(Fortnight, EveryFigureOfEveryReportIsWhatTheRawLogSays) {
  for (const auto& report : reports()) {
    if (report.key == "abandon_by_wait") continue;
    for (auto interval : report.intervals) {
      auto question = by(interval);
      compare(report, question, "1 = 1");
      question.by.emplace();
      compare(report, question, "1 = 1");
    }
    for (auto dimension : report.may_be_by) {
      auto question = by(Interval::Day);
      question.by.emplace({dimension});
      compare(report, question, "1 = 1");
    }
  }
  EXPECT_GT(compared, 5'000);
}

TEST_P(Fortnight, FiltersAndWorkingDaysAskTheSameOfBoth) {
  const auto& queue = days.queues()[1];
  const auto tier = days.tiers()[0];
  const auto team = office.floor.world.north_team;
  for (const auto& report : reports()) {
    if (report.key == "abandon_by_wait") continue;
    auto has = [&](Dimension dimension) {
      return std::find(report.filters.begin(), report.filters.end(), dimension) != report.filters.end();
    };
    auto working = by(Interval::Week);
    working.days = Days::Working;
    working.calendar_id = calendar("working_hours");
    compare(report, working, fmt::format("i.day IN {}", working_days));
    working.days = Days::Off;
    compare(report, working, fmt::format("i.day NOT IN {}", working_days));
    auto narrowed = by(Interval::Day);
    narrowed.centre_id = office.floor.world.south;
    compare(report, narrowed, fmt::format("f.centre = {}", narrowed.centre_id->value));
    narrowed.centre_id = office.floor.world.root;
    if (has(Dimension::Team)) {
      narrowed.team_id = team;
      compare(report, narrowed, fmt::format("f.team = {}", team.value));
    }
    narrowed = by(Interval::Whole);
    if (has(Dimension::Direction)) {
      narrowed.direction = telephony::CallKind::Outbound;
      compare(report, narrowed, "f.direction = 'outbound'");
      narrowed.direction.reset();
    }
    if (has(Dimension::Flow)) {
      narrowed.flow_id = ivr::FlowId{71};
      compare(report, narrowed, "f.flow = 71");
      continue;
    }
    if (has(Dimension::Trunk)) {
      narrowed.trunk_id = lines::TrunkId{office.floor.world.north.value * 10};
      compare(report, narrowed, fmt::format("f.trunk = {}", narrowed.trunk_id->value));
      continue;
    }
    if (has(Dimension::Queue)) narrowed.queue_id = queue.id;
    if (has(Dimension::Tier)) narrowed.tier_id = tier;
    compare(report, narrowed,
            (has(Dimension::Queue) ? fmt::format("f.queue = {}", queue.id.value) : std::string("1 = 1")) +
                (has(Dimension::Tier) ? fmt::format(" AND f.tier = {}", tier.value) : ""));
  }
}

}  // namespace
YINGDA_ON_BOTH_ENGINES(Fortnight);
}  // namespace reporting
