// What reports answer beside their figures: bands, the longest wait, what stands behind, files,
// kept views, thresholds, boards, rights; and that the counts are what the log says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/api.h"
#include "monitoring/monitoring.h"
#include "reporting/board.h"
#include "reporting/figures.h"
#include "reporting/testing.h"
#include "tests/support/databases.h"

namespace reporting {
namespace {

using namespace std::chrono_literals;
using fixture::need;
using fixture::Office;
using fixture::RandomDays;
using fixture::why;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const base::Time noon = *base::from_rfc3339("2026-11-20T04:00:00Z");  // in Shanghai

class ReportingTest : public support::StoreTest {
 protected:
  using Id = contacts::ContactId;

  // A contact in the queue that waits so long; then it is answered, or not.
  Id contact(base::Time at, base::Duration wait, std::optional<base::Duration> handling) {
    const Id id{++last};
    contacts::ContactOpened opened;
    opened.contact_id = id;
    opened.conversation_id = contacts::ConversationId{id.value};
    opened.queue_id = queue.id;
    opened.work_item_id = routing::WorkItemId{id.value};
    say(at, id, opened);
    say(at, id, contacts::ContactQueued{id, queue.id, queue.centre_id, {}});
    contacts::ContactClosed closed;
    closed.contact_id = id;
    closed.outcome = handling ? contacts::ContactOutcome::Handled : contacts::ContactOutcome::Abandoned;
    if (handling) answer(id, at + wait);
    say(at + wait + handling.value_or(0ms), id, closed);
    return id;
  }
  // Answered at once, for a customer of that tier.
  Id contact_of(std::string_view tier, base::Time at, bool is_answered) {
    const Id id{++last};
    contacts::ContactOpened opened;
    opened.contact_id = id;
    opened.conversation_id = contacts::ConversationId{id.value};
    opened.queue_id = queue.id;
    opened.tier_id = office.tier(std::string(tier));
    say(at, id, opened);
    say(at, id, contacts::ContactQueued{id, queue.id, queue.centre_id, {}});
    contacts::ContactClosed closed;
    closed.contact_id = id;
    closed.outcome = is_answered ? contacts::ContactOutcome::Handled : contacts::ContactOutcome::Abandoned;
    if (is_answered) answer(id, at);
    say(at + 1min, id, closed);
    return id;
  }
  Id waiting(base::Time at) {
    const Id id{++last};
    contacts::ContactOpened opened;
    opened.contact_id = id;
    opened.conversation_id = contacts::ConversationId{id.value};
    opened.queue_id = queue.id;
    say(at, id, opened);
    say(at, id, contacts::ContactQueued{id, queue.id, queue.centre_id, {}});
    return id;
  }
  void answer(Id id, base::Time at) {
    contacts::ContactAnswered answered;
    answered.contact_id = id;
    answered.queue_id = queue.id;
    answered.agent_id = agents::fixture::Floor::id_of(agent);
    answered.agent_centre_id = office.floor.world.north;
    answered.team_id = office.floor.world.north_team;
    say(at, id, answered);
  }
  template <class E>
  void say(base::Time at, Id id, const E& event) {
    office.tell(at, office.floor.world.north, id.value, event);
  }
  void settle() {
    office.write_log();
    while (office.follow(1'000)) {
    }
  }
  static ReportQuestion today() {
    ReportQuestion question;
    question.from = question.until = "2026-11-20";
    return question;
  }
  ReportAnswer ask(const std::string& report, const ReportQuestion& question) {
    return need(office.reporting.answer(office.admin(), report, {question}));
  }
  static std::optional<double> figure_of(const ReportAnswer& answer, const ReportRow& row, std::string_view key) {
    for (std::size_t i = 0; i < answer.figures.size(); ++i)
      if (answer.figures[i] == key) return row.figures[i];
    throw std::runtime_error("no such figure");
  }
  std::optional<double> figure_of(std::string_view key) {
    auto answer = ask("queue_interval", today());
    return figure_of(answer, answer.rows.at(0), key);
  }

  support::TempFolder folder;
  Office office{database()};
  routing::Queue queue = office.queue("在线客服", office.floor.world.north);
  org::Actor agent = office.floor.agent("li");
  std::int64_t last = 5'000'000;
};

TEST_P(ReportingTest, AWaitOfExactlyTheSecondsIsInTime) {
  contact(noon, 30s, 1min);
  contact(noon, 30s + 1ms, 1min);
  contact(noon, 5s, {});
  contact(noon, 5s + 1ms, {});
  settle();
  EXPECT_EQ(figure_of("answered_in_time"), 1);
  EXPECT_EQ(figure_of("short_abandoned"), 1);
  EXPECT_EQ(figure_of("service_level"), 0.25);
  EXPECT_EQ(figure_of("service_level_without_short"), 1.0 / 3);
  auto question = today();
  question.within_seconds = 45;
  auto answer = ask("queue_interval", question);
  EXPECT_EQ(figure_of(answer, answer.rows.at(0), "answered_in_time"), 2);
}

TEST_P(ReportingTest, AnEmptyGroupingIsTheIntervalAlone) {
  auto other = office.queue("另一队列", office.floor.world.north);
  contact(noon, 10s, 1min);
  std::swap(queue, other);
  contact(noon, 10s, 1min);
  settle();
  auto question = today();
  EXPECT_EQ(ask("queue_interval", question).row_count, 2);
  question.by.emplace();
  auto answer = ask("queue_interval", question);
  ASSERT_EQ(answer.row_count, 1);
  ASSERT_EQ(answer.rows[0].cells.size(), 1u);
  EXPECT_EQ(answer.rows[0].cells[0].value, "2026-11-20");
  EXPECT_EQ(figure_of(answer, answer.rows[0], "offered"), 2);
  auto behind = office.reporting.behind(office.admin(), "queue_interval", {question, answer.rows[0].cells, "offered"});
  EXPECT_EQ(need(behind).count, 2);
  question.interval = Interval::Whole;
  answer = ask("queue_interval", question);
  ASSERT_EQ(answer.row_count, 1);
  EXPECT_THAT(answer.rows[0].cells, IsEmpty());
  EXPECT_EQ(base::to_json(answer.rows[0].figures), base::to_json(answer.total.figures));
  EXPECT_EQ(need(office.reporting.behind(office.admin(), "queue_interval", {question, {}, "offered"})).count, 2);
}

TEST_P(ReportingTest, ATierStandsBesideItsTargetAndSaysWhetherItIsMet) {
  for (bool is_answered : {true, true, true, false}) contact_of("gold", noon, is_answered);
  contact_of("silver", noon, true);
  contact(noon, 10s, 1min);
  settle();
  auto question = today();
  question.interval = Interval::Whole;
  auto answer = ask("tiers", question);
  auto told = [&](std::string_view name) {
    for (const auto& row : answer.rows)
      if (row.cells[0].name == name)
        return std::pair(figure_of(answer, row, "connect_target"), figure_of(answer, row, "connect_target_met"));
    throw std::runtime_error("no such tier");
  };
  using Told = std::pair<std::optional<double>, std::optional<double>>;
  EXPECT_EQ(told("金卡"), Told(0.95, 0));
  EXPECT_EQ(told("银卡"), Told(0.9, 1));
  EXPECT_EQ(told(""), Told({}, {}));
  EXPECT_EQ(figure_of(answer, answer.total, "connect_target"), std::nullopt);
  auto csv = need(office.reporting.export_file(office.admin(), "tiers", {question, FileFormat::Csv})).bytes;
  EXPECT_NE(csv.find("接通率,接通率目标,达标"), std::string::npos);
  EXPECT_NE(csv.find("金卡,4,3,1,0.750000,0.950000,0,"), std::string::npos);
  need(office.reporting.export_file(office.admin(), "tiers", {question, FileFormat::Xlsx}));
  // Whatever rows are told apart by, a question of one tier has its target.
  question.by = {Dimension::Queue};
  EXPECT_EQ(figure_of(ask("tiers", question), ask("tiers", question).rows[0], "connect_target"), std::nullopt);
  question.tier_id = office.tier("silver");
  answer = ask("tiers", question);
  EXPECT_EQ(figure_of(answer, answer.rows[0], "connect_target"), 0.9);
  EXPECT_EQ(figure_of(answer, answer.total, "connect_target_met"), 1);
}

TEST_P(ReportingTest, FurtherPagesAreOfTheAnswerThatWasRead) {
  auto hourly = today();
  hourly.interval = Interval::Hour;
  for (int hour = 0; hour < 5; ++hour) contact(noon + std::chrono::hours{hour}, 10s, 1min);
  settle();
  auto page = [&](std::int64_t offset, std::optional<base::Time> read_at) {
    return need(office.reporting.answer(office.admin(), "queue_interval", {hourly, offset, 2, read_at}));
  };
  const auto first = page(0, {});
  contact(noon - 1h, 10s, 1min);
  settle();
  office.floor.world.clock.advance(10s);
  // With the new one the third row would be the second of before.
  const auto second = page(2, first.read_at);
  EXPECT_EQ(second.read_at, first.read_at);
  EXPECT_EQ(second.row_count, 5);
  EXPECT_EQ(second.rows.at(0).cells[0].value, "2026-11-20T06:00:00.000Z");
  // Who names no time is told what is true now, and so is everybody else.
  EXPECT_EQ(page(0, {}).row_count, 6);
  office.floor.world.add_person("zhou", office.floor.world.north_place(),
                                {{office.floor.world.role("supervisor"), org::Scope::Centre}});
  auto zhou = office.floor.world.actor("zhou");
  auto theirs = need(office.reporting.answer(zhou, "queue_interval", {hourly, 2, 2, first.read_at}));
  EXPECT_EQ(theirs.row_count, 6);
  EXPECT_NE(theirs.read_at, first.read_at);
  // It is not kept for ever.
  const auto again = page(0, {});
  office.floor.world.clock.advance(2min);
  EXPECT_NE(page(2, again.read_at).read_at, again.read_at);
}

TEST_P(ReportingTest, BandsTellHowLongWhoeverLeftHadWaited) {
  contact(noon, 3s, {});
  contact(noon, 4s, {});
  contact(noon, 25s, 1min);
  contact(noon, 700s, {});
  settle();
  auto answer = ask("abandon_by_wait", today());
  ASSERT_EQ(answer.rows.size(), band_count);
  auto row = [&](std::string_view band) {
    for (const auto& each : answer.rows)
      if (each.cells.back().value == band) return each;
    throw std::runtime_error("no such band");
  };
  EXPECT_EQ(figure_of(answer, row("5"), "band_abandoned"), 2);
  EXPECT_EQ(figure_of(answer, row("5"), "band_abandon_share"), 2.0 / 3);
  EXPECT_EQ(figure_of(answer, row("30"), "band_answered"), 1);
  EXPECT_EQ(figure_of(answer, row("more"), "band_abandoned"), 1);
  EXPECT_EQ(figure_of(answer, answer.total, "band_abandoned"), 3);
  EXPECT_EQ(figure_of(answer, answer.total, "band_abandon_share"), 1);
}

TEST_P(ReportingTest, TheLongestWaitIsTheLargestAndIsNotToldByTeam) {
  contact(noon, 10s, 1min);
  contact(noon + 1min, 90s, {});
  settle();
  EXPECT_EQ(figure_of("longest_wait"), 90'000);
  auto question = today();
  question.team_id = office.floor.world.north_team;
  auto answer = ask("queue_interval", question);
  EXPECT_EQ(figure_of(answer, answer.rows.at(0), "longest_wait"), std::nullopt);
  EXPECT_EQ(figure_of(answer, answer.rows.at(0), "answered"), 1);
}

TEST_P(ReportingTest, WhatStandsBehindACountIsAsMuchAsItSays) {
  RandomDays days(office, 11);
  days.tell(*base::from_rfc3339("2026-11-18T00:00:00Z"), *base::from_rfc3339("2026-11-21T00:00:00Z"), 150);
  settle();
  int opened = 0;
  for (const auto& report : reports())
    for (auto interval : {Interval::Hour, Interval::Day, Interval::Whole}) {
      if (std::find(report.intervals.begin(), report.intervals.end(), interval) == report.intervals.end()) continue;
      ReportQuestion question;
      question.from = "2026-11-18";
      question.until = "2026-11-20";
      question.interval = interval;
      auto answer = need(office.reporting.answer(office.admin(), std::string(report.key), {question, 0, 1'000}));
      for (std::size_t i = 0; i < answer.rows.size(); i += interval == Interval::Hour ? 17 : 3)
        for (const auto& figure : info_of(report).figures) {
          const bool is_count = figure.unit == FigureUnit::Count && figure.top.size() == 1 && figure.bottom.empty();
          if (!is_count || is_largest(*find_counter(figure.top[0].counter))) continue;
          auto behind = need(office.reporting.behind(office.admin(), std::string(report.key),
                                                     {question, answer.rows[i].cells, figure.top[0].counter}));
          ASSERT_EQ(static_cast<double>(behind.count), *figure_of(answer, answer.rows[i], figure.key))
              << report.key << ' ' << figure.key << ' ' << base::to_json(answer.rows[i]);
          ASSERT_EQ(std::ssize(behind.items), std::min<std::int64_t>(behind.count, 50));
          opened += behind.count > 0;
        }
    }
  EXPECT_GT(opened, 200);
}

TEST_P(ReportingTest, TheCountsAreWhatTheLogSaysAndCanBeMadeAnew) {
  RandomDays days(office, 5);
  days.tell(*base::from_rfc3339("2026-11-18T00:00:00Z"), *base::from_rfc3339("2026-11-20T00:00:00Z"), 150);
  settle();
  EXPECT_THAT(office.reporting.verify(folder.path("archive"), folder.path("scratch")), IsEmpty());
  auto before = base::to_json(ask("queue_interval", today()));
  database().write([](db::Transaction& tx) {
    tx.execute("UPDATE report_visit_count SET answered = answered + 1");
    tx.execute("DELETE FROM report_agent_count");
  });
  EXPECT_FALSE(office.reporting.verify(folder.path("archive"), folder.path("scratch")).empty());
  EXPECT_GT(office.reporting.rebuild(folder.path("archive")), 1'000);
  EXPECT_THAT(office.reporting.verify(folder.path("archive"), folder.path("scratch")), IsEmpty());
  EXPECT_EQ(base::to_json(ask("queue_interval", today())), before);
}

TEST_P(ReportingTest, WhatIsArchivedIsCountedAgainToo) {
  contact(noon, 10s, 1min);
  contact(noon + 24h, 20s, 1min);
  settle();
  events::archive(database(), folder.path("archive"), noon + 12h);
  EXPECT_THAT(office.reporting.verify(folder.path("archive"), folder.path("scratch")), IsEmpty());
  office.reporting.rebuild(folder.path("archive"));
  EXPECT_EQ(figure_of("answered"), 1);
}

TEST_P(ReportingTest, DaysAreCutAgainWhenACentreMovesToAnotherZone) {
  const auto late =
      *base::from_rfc3339("2026-11-20T17:00:00Z");  // 01:00 of the 21st in Shanghai, 17:00 of the 20th in London
  contact(late, 10s, 1min);
  contact(noon, 10s, 1min);
  settle();
  EXPECT_EQ(figure_of("answered"), 1);
  office.move(office.floor.world.north, "Europe/London");
  settle();
  EXPECT_EQ(figure_of("answered"), 2);
  EXPECT_THAT(office.reporting.verify(folder.path("archive"), folder.path("scratch")), IsEmpty());
}

TEST_P(ReportingTest, AQuestionThatMakesNoSenseIsRefusedWithWhatToDo) {
  auto refused = [&](const ReportQuestion& question, const std::string& report = "queue_interval") {
    return why(office.reporting.answer(office.admin(), report, {question}));
  };
  auto question = today();
  question.until = "2026-11-19";
  EXPECT_EQ(refused(question), "/question/until before_the_beginning");
  question = today();
  question.from = "2026-02-30";
  EXPECT_EQ(refused(question), "/question/from not_a_date");
  question = today();
  question.from = "2026-01-01";
  question.interval = Interval::Quarter;
  EXPECT_EQ(refused(question), "/question/until too_many_days");
  question = today();
  question.queue_id = queue.id;
  EXPECT_EQ(refused(question, "agent_day"), "/question/queue_id not_in_this_report");
  question = today();
  question.within_seconds = 31;
  EXPECT_EQ(refused(question), "/question/within_seconds not_a_choice");
  question = today();
  question.days = Days::Working;
  EXPECT_EQ(refused(question), "/question/calendar_id missing");
  EXPECT_EQ(refused(today(), "no_such"), "not_found");
}

TEST_P(ReportingTest, EverybodySeesTheFiguresWithinReachAlone) {
  contact(noon, 10s, 1min);
  settle();
  office.floor.world.add_person("chen", office.floor.world.south_place(),
                                {{office.floor.world.role("supervisor"), org::Scope::Centre}});
  office.floor.supervisor("zhou", org::Scope::Centre);
  auto south = office.floor.world.actor("chen"), north = office.floor.world.actor("zhou");
  EXPECT_EQ(need(office.reporting.answer(south, "queue_interval", {today()})).row_count, 0);
  EXPECT_EQ(need(office.reporting.answer(north, "queue_interval", {today()})).row_count, 1);
  EXPECT_EQ(need(office.reporting.behind(south, "queue_interval", {today(), {}, "answered"})).count, 0);
  EXPECT_EQ(need(office.reporting.behind(north, "queue_interval", {today(), {}, "answered"})).count, 1);
  EXPECT_EQ(why(office.reporting.answer(agent, "queue_interval", {today()})), "right_missing");
  EXPECT_THAT(need(office.reporting.queue_figures(south)), IsEmpty());
  EXPECT_EQ(need(office.reporting.queue_figures(north)).size(), 1u);
  EXPECT_EQ(why(office.reporting.queue_figures(agent)), "right_missing");
}

TEST_P(ReportingTest, ADepartmentIsWhatItsTeamsDid) {
  auto& world = office.floor.world;
  contact(noon, 10s, 1min);
  settle();
  world.add_person("head", {world.north, world.north_department, {}, {}},
                   {{world.role("supervisor"), org::Scope::Department}});
  auto other = world.add_department(world.north, "另一部门");
  world.add_person("other", {world.north, other, {}, {}}, {{world.role("supervisor"), org::Scope::Department}});
  for (std::string report : {"queue_interval", "contacts_handled", "satisfaction"}) {
    EXPECT_EQ(need(office.reporting.answer(world.actor("head"), report, {today()})).row_count, 1) << report;
    EXPECT_EQ(need(office.reporting.answer(world.actor("other"), report, {today()})).row_count, 0) << report;
  }
  EXPECT_EQ(need(office.reporting.behind(world.actor("head"), "queue_interval", {today(), {}, "answered"})).count, 1);
  EXPECT_EQ(need(office.reporting.behind(world.actor("other"), "queue_interval", {today(), {}, "answered"})).count, 0);
}

TEST_P(ReportingTest, AFileSaysTheSameWithFormulasAndIsAudited) {
  contact(noon, 10s, 1min);
  settle();
  auto csv = need(office.reporting.export_file(office.admin(), "queue_interval", {today(), FileFormat::Csv}));
  EXPECT_EQ(csv.name, "queue_interval_2026-11-20_2026-11-20.csv");
  EXPECT_NE(csv.bytes.find("时段,队列,进线量,接起量"), std::string::npos);
  EXPECT_NE(csv.bytes.find("2026-11-20,\"在线客服 · 北方中心\",1,1,0"), std::string::npos);
  auto xlsx = need(office.reporting.export_file(office.admin(), "queue_interval", {today(), FileFormat::Xlsx}));
  EXPECT_EQ(xlsx.bytes.substr(0, 2), "PK");
  org::AuditFilter filter;
  filter.action = "report.exported";
  EXPECT_EQ(need(office.floor.world.access.audit_entries(office.admin(), filter, {})).items.size(), 2u);
}

TEST_P(ReportingTest, AStateThatGoesOnCountsUntilNow) {
  office.floor.agents.desk_attached(agents::fixture::Floor::id_of(agent));
  need(office.floor.agents.sign_in(agent));
  need(office.floor.agents.set_readiness(agent, {true, {}}));
  settle();
  office.floor.world.clock.advance(10min);
  auto question = today();
  question.from = question.until = "2026-11-21";
  auto answer = ask("agent_day", question);
  EXPECT_EQ(figure_of(answer, answer.rows.at(0), "ready"), 600'000);
  EXPECT_EQ(need(office.reporting.behind(office.admin(), "agent_day", {question, {}, "ready_ms"})).count, 1);
  auto timeline = need(office.reporting.timeline(office.admin(), {"2026-11-21", "2026-11-21"}));
  ASSERT_EQ(timeline.agents.size(), 1u);
  ASSERT_EQ(timeline.agents[0].spans.size(), 1u);
  EXPECT_EQ(timeline.agents[0].spans[0].ended_at, std::nullopt);
}

TEST_P(ReportingTest, AViewIsOnesOwnUntilItIsShared) {
  office.floor.world.add_person("zhou", office.floor.world.north_place(),
                                {{office.floor.world.role("supervisor"), org::Scope::Centre}});
  auto zhou = office.floor.world.actor("zhou");
  ReportViewFields fields{"我的日报", "queue_interval", today(), {"offered", "service_level"}, false};
  auto own = need(office.reporting.create_view(office.admin(), fields));
  EXPECT_THAT(need(office.reporting.views(zhou)), IsEmpty());
  EXPECT_EQ(why(office.reporting.view(zhou, own.id)), "not_found");
  fields.shared = true;
  own = need(office.reporting.edit_view(office.admin(), own.id, own.version, fields));
  EXPECT_EQ(need(office.reporting.views(zhou)).size(), 1u);
  EXPECT_EQ(why(office.reporting.edit_view(zhou, own.id, own.version, fields)), "not_your_view");
  EXPECT_EQ(why(office.reporting.create_view(zhou, fields)), "/shared may_not_share");
  fields.shared = false;
  need(office.reporting.create_view(zhou, fields));
  fields.figures = {"no_such"};
  EXPECT_EQ(why(office.reporting.create_view(zhou, fields)), "/figures/0 no_such_object");
  need(office.reporting.delete_view(office.admin(), own.id));
  EXPECT_EQ(need(office.reporting.views(zhou)).size(), 1u);
}

TEST_P(ReportingTest, AViewKeepsThePeriodThatItAsksFor) {
  ReportViewFields fields{"近七天", "queue_interval", today(), {}, false, ReportPeriod::Last7Days};
  auto view = need(office.reporting.create_view(office.admin(), fields));
  EXPECT_EQ(view.period, ReportPeriod::Last7Days);
  EXPECT_EQ(need(office.reporting.view(office.admin(), view.id)).period, ReportPeriod::Last7Days);
  EXPECT_THAT(base::to_json(view), HasSubstr(R"("period":"last_7_days")"));
  fields.period.reset();
  view = need(office.reporting.edit_view(office.admin(), view.id, view.version, fields));
  EXPECT_EQ(need(office.reporting.view(office.admin(), view.id)).period, std::nullopt);
}

TEST_P(ReportingTest, ABoardShowsWhoWaitsAndHowTodayWent) {
  const auto now = office.floor.world.clock.now();
  contact(now - 26h, 10s, 1min);
  contact(now - 20min, 10s, 1min);
  contact(now - 20min, 100s, {});
  contact(now - 3h, 3s, {});
  waiting(now - 40s);
  waiting(now - 70s);
  answer(waiting(now - 60s), now - 20s);
  settle();
  auto figures = database().read([&](db::Transaction& tx) { return figures_of(tx, {"1 = 1", {}}, now); });
  ASSERT_EQ(figures.size(), 1u);
  const auto& board = figures[0];
  EXPECT_EQ(board.waiting, 2);
  EXPECT_EQ(board.longest_since, now - 70s);
  EXPECT_EQ(board.active, 1);
  EXPECT_EQ(board.offered, 6);
  EXPECT_EQ(board.answered, 2);
  EXPECT_EQ(board.abandoned, 2);
  EXPECT_EQ(board.short_abandoned, 1);
  EXPECT_EQ(board.answered_in_time, 1);
  EXPECT_EQ(board.recent_offered, 5);
  EXPECT_EQ(board.recent_abandoned, 1);
}

TEST_P(ReportingTest, TheThresholdThatNamesTheQueueCountsAndAlarms) {
  auto shipped = need(office.reporting.thresholds(office.admin()));
  EXPECT_EQ(shipped.size(), 4u);
  ThresholdFields fields;
  fields.watched = Watched::Waiting;
  fields.queue_id = queue.id;
  fields.warning = 1;
  fields.critical = 2;
  fields.alarms = true;
  auto own = need(office.reporting.create_threshold(office.admin(), fields));
  EXPECT_EQ(why(office.reporting.create_threshold(office.admin(), fields)), "/watched taken");
  fields.critical = 0;
  EXPECT_EQ(why(office.reporting.edit_threshold(office.admin(), own.id, own.version, fields)),
            "/critical not_worse_than_warning");
  waiting(office.floor.world.clock.now());
  settle();
  auto alarms = [&] {
    return database().read([&](db::Transaction& tx) {
      return tx.query("SELECT severity FROM alarm WHERE source = 'queue.waiting' AND ended_at IS NULL").size();
    });
  };
  office.reporting.watch();
  EXPECT_EQ(alarms(), 0u);
  office.reporting.watch();
  EXPECT_EQ(alarms(), 1u);
  need(office.reporting.delete_threshold(office.admin(), own.id));
  office.reporting.watch();
  EXPECT_EQ(alarms(), 0u);
}

YINGDA_ON_BOTH_ENGINES(ReportingTest);

}  // namespace
}  // namespace reporting
