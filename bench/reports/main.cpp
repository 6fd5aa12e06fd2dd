// Reports over a month of many contacts, from counts, beside plain queries over the same facts
// in the same database and in PostgreSQL; and what keeping facts and counts costs for each event. See README.md.

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "db/migrations.h"
#include "db/rows.h"
#include "reporting/figures.h"
#include "reporting/rollups.h"
#include "reporting/store.h"
#include "reporting/testing.h"
#include "tests/support/databases.h"
#include "tests/support/postgres_cluster.h"

namespace {

using namespace reporting;
using Monotonic = std::chrono::steady_clock;

constexpr int queue_count = 40, queues_an_agent = 3, agent_count = 300, team_count = 20, days = 30;
constexpr std::int64_t batch = 20'000;
const base::Time month = *base::from_rfc3339("2026-09-30T16:00:00Z");  // the 1st of October in Shanghai

double seconds_of(const std::function<void()>& work) {
  const auto start = Monotonic::now();
  work();
  return std::chrono::duration<double>(Monotonic::now() - start).count();
}

// The middle one of eleven.
double median_ms(const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < 11; ++i) times.push_back(seconds_of(work) * 1'000);
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1'024;
}

enum class Keep { Facts, FactsAndCounts };

// States of a month: each agent is ready, and not ready, by turns of an hour from nine to five.
std::vector<SpanFact> spans_of_month(org::CentreId centre) {
  std::vector<SpanFact> spans;
  for (std::int64_t agent = 1; agent <= agent_count; ++agent)
    for (int day = 0; day < days; ++day)
      for (int hour = 9; hour < 17; ++hour) {
        SpanFact span;
        span.id = -1 - static_cast<std::int64_t>(spans.size());  // before all places of the log
        span.centre_id = centre;
        span.agent_id = org::PersonId{agent};
        span.team_id = org::TeamId{1 + agent % team_count};
        span.state = hour % 2 ? agents::State::Ready : agents::State::NotReady;
        span.started_at = month + std::chrono::hours{24 * day + hour};
        span.ended_at = span.started_at + std::chrono::hours{1};
        spans.push_back(span);
      }
  return spans;
}

bool is_call(contacts::ContactId id) {
  return id.value % 5 == 0;
}

// Contacts of a month: one queue each, four of five answered, half of those rated.
class Month {
 public:
  Month(org::CentreId centre, std::int64_t contacts) : centre_(centre), contacts_(contacts) {}

  ContactFacts contact(std::int64_t number) {
    const auto agent = 1 + below(agent_count);
    const auto queue = routing::QueueId{1 + (agent * queues_an_agent + below(queues_an_agent)) % queue_count};
    const org::TeamId team{1 + agent % team_count};
    const auto arrived = month + base::Duration{days * 86'400'000LL * number / contacts_};
    const auto wait = base::Duration{below(120'000)}, talk = base::Duration{below(600'000)};
    const bool is_answered = below(5) > 0;
    const Tier tier = below(2) ? Tier(dictionaries::EntryId{1 + below(4)}) : std::nullopt;
    const auto channel = is_call(contacts::ContactId{number + 1}) ? agents::Channel::Voice : agents::Channel::Webchat;
    ContactFacts facts;
    auto& contact = facts.contact;
    contact.id = contacts::ContactId{number + 1};
    contact.centre_id = centre_;
    contact.channel = channel;
    contact.queue_id = queue;
    contact.tier_id = tier;
    contact.arrived_at = arrived;
    contact.closed_at = arrived + wait + talk;
    contact.outcome = is_answered ? contacts::ContactOutcome::Handled : contacts::ContactOutcome::Abandoned;
    contact.wait_ms = wait.count();
    VisitFact visit{contact.id,  1, centre_, queue, channel, tier, arrived, arrived + wait, VisitEnding::Abandoned,
                    wait.count()};
    if (is_answered) {
      visit.ending = VisitEnding::Answered;
      visit.agent_id = contact.agent_id = org::PersonId{agent};
      visit.team_id = contact.team_id = team;
      contact.talk_ms = talk.count();
      if (below(2)) contact.rating = 1 + below(5);
      facts.stints.push_back({contact.id,
                              1,
                              1,
                              centre_,
                              org::PersonId{agent},
                              team,
                              queue,
                              channel,
                              {},
                              arrived + wait,
                              arrived + wait + talk,
                              arrived + wait + talk,
                              StintEnding::Closed,
                              contact.rating});
    }
    facts.visits.push_back(visit);
    return facts;
  }

 private:
  std::int64_t below(std::int64_t end) { return std::uniform_int_distribution<std::int64_t>(0, end - 1)(random_); }

  org::CentreId centre_;
  std::int64_t contacts_;
  std::mt19937_64 random_{1};
};

// Of every fifth contact a call: its two legs, its way through a flow of three nodes, and now and then a transfer.
class Calls {
 public:
  void add(const ContactFact& contact) {
    if (!is_call(contact.id)) return;
    const telephony::CallId call{contact.id.value};
    add_leg(contact, call, telephony::PartyRole::Customer, telephony::Device::Trunk);
    if (contact.agent_id) add_leg(contact, call, telephony::PartyRole::Agent, telephony::Device::Phone);
    add_walk(contact, call);
    if (!contact.agent_id || contact.id.value % 100 != 0) return;
    TransferFact transfer;
    transfer.id = --last_;
    transfer.call_id = call;
    transfer.centre_id = contact.centre_id;
    transfer.at = *contact.closed_at;
    transfer.queue_id = contact.queue_id;
    transfer.agent_id = contact.agent_id;
    transfer.to_queue_id = routing::QueueId{1 + contact.queue_id->value % queue_count};
    facts_.transfers.push_back(transfer);
  }

  void write(db::Transaction& tx, Rollups& rollups, Keep keep) {
    if (keep == Keep::FactsAndCounts) {
      for (const auto& leg : facts_.legs) rollups.count(leg);
      for (const auto& transfer : facts_.transfers) rollups.count(transfer);
      for (const auto& walk : facts_.walks) rollups.count(walk);
      for (const auto& step : facts_.steps) rollups.count(step);
    }
    insert(tx, facts_);
    facts_ = {};
  }

 private:
  static constexpr std::int64_t trunks = 4, flows = 10;

  void add_leg(const ContactFact& contact, telephony::CallId call, telephony::PartyRole role,
               telephony::Device device) {
    LegFact leg;
    leg.id = --last_;
    leg.party_id = telephony::PartyId{leg.id};
    leg.call_id = call;
    leg.centre_id = contact.centre_id;
    leg.role = role;
    leg.device = device;
    leg.queue_id = contact.queue_id;
    if (device == telephony::Device::Trunk) leg.trunk_id = 1 + call.value / 5 % trunks;
    if (role == telephony::PartyRole::Agent) {
      leg.agent_id = contact.agent_id;
      leg.team_id = contact.team_id;
    }
    leg.began_at = contact.arrived_at;
    leg.ended_at = *contact.closed_at;
    leg.answered = 1;
    leg.talk_ms = (leg.ended_at - leg.began_at).count();
    leg.mos_milli = 4'300;
    leg.loss_milli = 200;
    leg.jitter_ms = 4;
    facts_.legs.push_back(leg);
  }

  void add_walk(const ContactFact& contact, telephony::CallId call) {
    const ivr::FlowId flow{1 + call.value / 5 % flows};
    for (const auto* node : {"hours", "welcome", "menu"}) {
      StepFact step;
      step.id = --last_;
      step.call_id = call;
      step.centre_id = contact.centre_id;
      step.at = contact.arrived_at;
      step.flow_id = flow;
      step.flow_version = 1;
      step.node_id = node;
      step.exit = "next";
      facts_.steps.push_back(step);
    }
    WalkFact walk;
    walk.id = --last_;
    walk.call_id = call;
    walk.centre_id = contact.centre_id;
    walk.flow_id = flow;
    walk.flow_version = 1;
    walk.began_at = contact.arrived_at;
    walk.ended_at = contact.arrived_at + base::Duration{15'000};
    facts_.walks.push_back(walk);
  }

  std::int64_t last_ = 0;  // before all places of the log
  CallFacts facts_;
};

// VACUUM wants a connection without a transaction.
void vacuum(const std::string& url) {
  auto* connection = PQconnectdb(url.c_str());
  for (auto sql : {"SET max_parallel_maintenance_workers = 1", "VACUUM ANALYZE"}) PQclear(PQexec(connection, sql));
  PQfinish(connection);
}

void fill(fixture::Office& office, std::int64_t contacts, Keep keep = Keep::FactsAndCounts) {
  const auto centre = office.floor.world.north;
  Month source(centre, contacts);
  office.database().write([&](db::Transaction& tx) { put_zone(tx, centre, "Asia/Shanghai"); });
  const auto zones = office.database().read([](db::Transaction& tx) { return load_zones(tx); });
  office.database().write([&](db::Transaction& tx) {
    Rollups rollups(zones);
    const auto spans = spans_of_month(centre);
    if (keep == Keep::FactsAndCounts)
      for (const auto& span : spans) rollups.count(span);
    insert(tx, spans);
    rollups.write(tx);
  });
  Calls calls;
  for (std::int64_t done = 0; done < contacts;)
    office.database().write([&](db::Transaction& tx) {
      Rollups rollups(zones);
      std::vector<ContactFact> rows;
      std::vector<VisitFact> visits;
      std::vector<StintFact> stints;
      for (const auto end = std::min(contacts, done + batch); done < end; ++done) {
        auto facts = source.contact(done);
        if (keep == Keep::FactsAndCounts) rollups.count(facts, Rollups::Sign::Add);
        rows.push_back(facts.contact);
        calls.add(facts.contact);
        visits.insert(visits.end(), facts.visits.begin(), facts.visits.end());
        stints.insert(stints.end(), facts.stints.begin(), facts.stints.end());
      }
      db::insert_rows(tx, "report_contact", rows);
      db::insert_rows(tx, "report_visit", visits);
      db::insert_rows(tx, "report_stint", stints);
      calls.write(tx, rollups, keep);
      rollups.write(tx);
    });
}

// The same as the report by day and queue, from the rows of facts.
constexpr std::string_view plain_queues =
    "SELECT queue_id, (entered_at + 28800000) / 86400000 AS day, COUNT(*), SUM(CASE WHEN ending = 'answered' THEN 1 "
    "ELSE "
    "0 END), SUM(CASE WHEN ending = 'abandoned' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'answered' AND wait_ms <= "
    "30000 "
    "THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'answered' THEN wait_ms ELSE 0 END), MAX(wait_ms) FROM report_visit "
    "WHERE "
    "entered_at >= ?1 AND entered_at < ?2 GROUP BY queue_id, day";
constexpr std::string_view plain_satisfaction =
    "SELECT queue_id, (arrived_at + 28800000) / 86400000 AS day, COUNT(*), SUM(CASE WHEN outcome = 'handled' THEN 1 "
    "ELSE 0 "
    "END), COUNT(rating), SUM(rating) FROM report_contact WHERE arrived_at >= ?1 AND arrived_at < ?2 GROUP BY "
    "queue_id, day";
constexpr std::string_view plain_agents =
    "SELECT agent_id, queue_id, (answered_at + 28800000) / 86400000 AS day, COUNT(*), SUM(talked_until - answered_at), "
    "SUM(ended_at - talked_until), COUNT(rating) FROM report_stint WHERE answered_at >= ?1 AND answered_at < ?2 GROUP "
    "BY "
    "agent_id, queue_id, day";

// What the three reports are compared with.
const std::vector<std::pair<std::string, std::string_view>> plain_queries{
    {"queue_interval", plain_queues}, {"satisfaction", plain_satisfaction}, {"contacts_handled", plain_agents}};

void run_plain(db::Database& database, std::string_view sql) {
  const auto until = month + base::Duration{days * 86'400'000LL};
  database.read([&](db::Transaction& tx) { tx.query(sql, month, until); });
}

using Medians = std::map<std::string, double>;

Medians ask_all(fixture::Office& office) {
  Medians medians;
  ReportQuestion question;
  question.from = "2026-10-01";
  question.until = "2026-10-30";
  for (const auto& report : reports()) {
    std::int64_t rows = 0;
    const std::string key(report.key);
    medians[key] = median_ms([&] {
      rows = fixture::need(office.reporting.answer(office.admin(), key, {question, 0, 1'000})).row_count;
    });
    fmt::print("{:18} {:6} rows {:8.1f} ms\n", key, rows, medians[key]);
  }
  const auto first = fixture::need(office.reporting.answer(office.admin(), "contacts_handled", {question, 0, 1'000}));
  const auto further = median_ms([&] {
    fixture::need(office.reporting.answer(office.admin(), "contacts_handled", {question, 1'000, 1'000, first.read_at}));
  });
  fmt::print("{:18} a further page of the same answer {:8.1f} ms\n", "contacts_handled", further);
  question.interval = Interval::Quarter;
  question.until = "2026-10-01";
  const auto ours = median_ms([&] {
    fixture::need(office.reporting.answer(office.admin(), "queue_interval", {question, 0, 1'000}));
  });
  fmt::print("{:18} one day by quarter hours {:8.1f} ms\n", "queue_interval", ours);
  return medians;
}

// The figures of three reports by a plain query, which is run `times` times; the quickest counts.
void ask_plainly(db::Database& database, const std::string& where, const Medians& ours, int times) {
  for (const auto& [key, sql] : plain_queries) {
    auto quickest = seconds_of([&, sql = sql] { run_plain(database, sql); });
    for (int i = 1; i < times; ++i)
      quickest = std::min(quickest, seconds_of([&, sql = sql] { run_plain(database, sql); }));
    fmt::print("{:18} plain query over facts in {} {:9.1f} ms, {:.0f} times as long as from counts\n", key, where,
               quickest * 1'000, quickest * 1'000 / ours.at(key));
  }
}

// The same facts in PostgreSQL, with an index for each query that holds all that it reads, vacuumed, so that no row
// of the table need be looked at.
void ask_postgres(std::int64_t contacts, const Medians& ours) {
  support::PostgresCluster cluster(support::PostgresCluster::Sync::Off);
  auto database = db::open_postgres({.url = cluster.url("postgres")});
  database->migrate(db::shipped_migrations());
  fixture::Office office(*database);
  const auto filling = seconds_of([&] { fill(office, contacts, Keep::Facts); });
  const auto indexing = seconds_of([&] {
    database->write([](db::Transaction& tx) {
      tx.execute("CREATE INDEX ON report_visit (entered_at) INCLUDE (queue_id, ending, wait_ms)");
      tx.execute("CREATE INDEX ON report_contact (arrived_at) INCLUDE (queue_id, outcome, rating)");
      tx.execute(
          "CREATE INDEX ON report_stint (answered_at) INCLUDE (agent_id, queue_id, talked_until, ended_at, rating)");
    });
    vacuum(cluster.url("postgres"));
  });
  fmt::print("PostgreSQL: filled in {:.0f} s, indexed and vacuumed in {:.0f} s\n", filling, indexing);
  ask_plainly(*database, "PostgreSQL", ours, 3);
}

// What the reader adds to an event that is written anyway.
void keep(fixture::Office& office, int contacts) {
  fixture::RandomDays source(office, 1);
  source.tell(month + base::Duration{40 * 86'400'000LL}, month + base::Duration{47 * 86'400'000LL}, contacts);
  const auto before = office.database().read([](db::Transaction& tx) { return events::end(tx); });
  const auto writing = seconds_of([&] { office.write_log(); });
  office.database().write([&](db::Transaction& tx) { events::save_cursor(tx, "reporting", before); });
  const auto reading = seconds_of([&] {
    while (office.follow(500)) {
    }
  });
  const auto events = office.database().read([&](db::Transaction& tx) {
    return tx.query("SELECT COUNT(*) FROM event WHERE seq > ?1", before.seq)[0].integer(0);
  });
  const auto each = [&](double seconds) { return seconds * 1e6 / static_cast<double>(events); };
  fmt::print("{} events: written alone {:.1f} us each, facts and counts {:.1f} us each\n", events, each(writing),
             each(reading));
}

Medians run(db::Database& database, std::int64_t contacts) {
  fixture::Office office(database);
  const auto filling = seconds_of([&] { fill(office, contacts); });
  fmt::print("{} contacts in a month, {} queues, {} agents: filled in {:.0f} s, {:.0f} MB\n", contacts, queue_count,
             agent_count, filling, static_cast<double>(database.size_bytes()) / 1e6);
  const auto filled = peak_megabytes();
  const auto medians = ask_all(office);
  fmt::print("peak memory {:.0f} MB, {:.0f} MB of it by the filling\n", peak_megabytes(), filled);
  ask_plainly(database, "the same database", medians, 1);
  fmt::print("peak memory with the plain queries {:.0f} MB\n", peak_megabytes());
  keep(office, 5'000);
  return medians;
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t contacts = argc > 1 ? std::atoll(argv[1]) : 200'000;
  const bool postgres = argc > 2 && std::strcmp(argv[2], "postgres") == 0;
  support::TempFolder folder;
  if (postgres) {
    support::PostgresCluster cluster(support::PostgresCluster::Sync::On);
    auto database = db::open_postgres({.url = cluster.url("postgres")});
    database->migrate(db::shipped_migrations());
    run(*database, contacts);
  } else {
    auto database = db::open_sqlite({.path = folder.path("reports.db")});
    database->migrate(db::shipped_migrations());
    ask_postgres(contacts, run(*database, contacts));
  }
}
