// Probes, nodes and alarms, on both databases.

#include "monitoring/monitoring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/live_testing.h"
#include "events/testing.h"
#include "monitoring/events.h"
#include "monitoring/notices.h"
#include "monitoring/probes.h"
#include "monitoring/rights.h"
#include "tests/support/databases.h"

namespace monitoring {
namespace {

using namespace std::chrono_literals;
using org::fixture::need;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

template <class T>
std::string refusal(const base::Result<T>& result) {
  if (result) return "done";
  return result.error().faults.empty() ? result.error().key
                                       : result.error().faults[0].path + ' ' + result.error().faults[0].code;
}

class MonitoringTest : public support::StoreTest {
 protected:
  void SetUp() override {
    add_probe(monitoring, "disk_free", ReadingUnit::Percent, Bad::Low, disk);
    monitoring.prepare();
    world.add_person("north", world.north_place(), {{world.role("centre_administrator"), org::Scope::Centre}});
    world.add_person("south", world.south_place(), {{world.role("centre_administrator"), org::Scope::Centre}});
    world.add_person("leader", world.north_place(), {{world.role("supervisor"), org::Scope::Centre}});
    admin = world.admin();
    north = world.actor("north");
    south = world.actor("south");
  }
  static void add_probe(Monitoring& to, const std::string& name, ReadingUnit unit, Bad bad, double& value) {
    to.add({{name, unit, bad, 15, 5, 3, 3}, [&value](base::Time) {
              if (value < 0) throw std::runtime_error("gone");
              return Measure{.value = value};
            }});
  }
  void sample(Monitoring& one, int times = 1) {
    for (int i = 0; i < times; ++i) {
      world.clock.advance(sample_interval);
      one.sample();
    }
  }
  void sample(int times = 1) { sample(monitoring, times); }
  std::vector<Alarm> alarms(const org::Actor& actor, AlarmFilter filter = {}) {
    return need(monitoring.alarms(actor, filter, {})).items;
  }
  std::vector<Alarm> open(const org::Actor& actor) { return alarms(actor, {.open = true}); }
  ProbeThreshold threshold(const std::string& probe) {
    for (const auto& one : need(monitoring.thresholds(admin)))
      if (one.probe == probe) return one;
    throw std::runtime_error("no threshold " + probe);
  }
  void observe(std::int64_t subject, org::CentreId centre, Severity severity, int times = 3) {
    for (int i = 0; i < times; ++i)
      database().write([&](db::Transaction& tx) {
        Monitoring::observe(
            tx, world.platform,
            {"queue.longest_wait", subject, "队列", centre, severity, 70, 60, ReadingUnit::Seconds, 3, 3});
      });
  }
  Alarm queue_alarm(org::CentreId centre) {
    observe(next_subject, centre, Severity::Warning);
    ++next_subject;
    return open(admin).at(0);
  }
  std::vector<std::string> told() {
    events::wait_until_settled(database());
    std::vector<std::string> types;
    for (const auto& event : database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 10'000); }))
      if (event.type.starts_with("monitoring.")) types.push_back(event.type.substr(11));
    return types;
  }

  org::fixture::World world{database(), monitoring_rights()};
  Monitoring monitoring{world.platform};
  base::Messages messages = base::Messages::load(YINGDA_SOURCE_DIR "/content/messages");
  Notices notices{world.platform, messages};
  double disk = 60;
  org::Actor admin, north, south;
  std::int64_t next_subject = 1;
};

TEST_P(MonitoringTest, ANodeShowsWhatItsProbesMeasuredLast) {
  sample();
  disk = 40;
  sample();
  auto nodes = need(monitoring.nodes(admin));
  ASSERT_THAT(nodes, SizeIs(1));
  EXPECT_EQ(nodes[0].node, 1);
  EXPECT_EQ(nodes[0].heard_at, world.clock.now());
  ASSERT_THAT(nodes[0].readings, SizeIs(2));
  EXPECT_EQ(nodes[0].readings[0].probe, "disk_free");
  EXPECT_EQ(nodes[0].readings[0].value, 40);
  EXPECT_EQ(nodes[0].readings[0].severity, Severity::Ok);
}

TEST_P(MonitoringTest, AnAlarmBeginsEscalatesAndEndsAfterThreeLooksEach) {
  disk = 12;
  sample(2);
  EXPECT_THAT(open(admin), IsEmpty());
  sample();
  ASSERT_THAT(open(admin), SizeIs(1));
  auto alarm = open(admin)[0];
  EXPECT_EQ(alarm.source, "probe.disk_free");
  EXPECT_EQ(alarm.severity, Severity::Warning);
  EXPECT_EQ(alarm.value, 12);
  EXPECT_EQ(alarm.threshold, 15);
  EXPECT_EQ(alarm.centre_id, world.root);
  EXPECT_EQ(alarm.started_at, world.clock.now());
  disk = 3;
  sample(3);
  EXPECT_EQ(open(admin)[0].severity, Severity::Critical);
  disk = 50;
  sample(2);
  EXPECT_THAT(open(admin), SizeIs(1));
  sample();
  EXPECT_THAT(open(admin), IsEmpty());
  auto past = alarms(admin);
  ASSERT_THAT(past, SizeIs(1));
  EXPECT_EQ(past[0].id, alarm.id);
  EXPECT_EQ(past[0].worst, Severity::Critical);
  EXPECT_EQ(past[0].ended_at, world.clock.now());
  EXPECT_THAT(told(), ElementsAre("alarm_began", "alarm_changed", "alarm_ended"));
}

TEST_P(MonitoringTest, AValueThatSwingsAboutItsThresholdMakesOneAlarm) {
  disk = 12;
  sample(3);
  for (int i = 0; i < 20; ++i) {
    disk = i % 2 ? 12 : 20;
    sample();
  }
  EXPECT_THAT(alarms(admin), SizeIs(1));
  EXPECT_THAT(told(), ElementsAre("alarm_began"));
}

TEST_P(MonitoringTest, AfterARestartTheSameAlarmGoesOn) {
  disk = 12;
  sample(3);
  Monitoring again(world.platform);
  add_probe(again, "disk_free", ReadingUnit::Percent, Bad::Low, disk);
  again.prepare();
  sample(again, 3);
  EXPECT_THAT(alarms(admin), SizeIs(1));
}

TEST_P(MonitoringTest, AProbeThatFailsIsCritical) {
  disk = -1;
  sample(3);
  auto reading = need(monitoring.nodes(admin))[0].readings[0];
  EXPECT_EQ(reading.note, "failed");
  EXPECT_EQ(reading.value, std::nullopt);
  EXPECT_EQ(open(admin).at(0).severity, Severity::Critical);
}

TEST_P(MonitoringTest, ASilentNodeIsAnAlarmUntilItComesBack) {
  org::Platform second_platform = world.platform;
  second_platform.node = 2;
  Monitoring second(second_platform);
  second.prepare();
  sample(second);
  sample(5);  // 25 s
  EXPECT_THAT(open(admin), IsEmpty());
  sample();
  ASSERT_THAT(open(admin), SizeIs(1));
  EXPECT_EQ(open(admin)[0].source, "probe.node_silence");
  EXPECT_EQ(open(admin)[0].subject_name, "2");
  EXPECT_EQ(open(admin)[0].severity, Severity::Critical);
  auto nodes = need(monitoring.nodes(admin));
  EXPECT_EQ(nodes.at(0).state, NodeState::Heard);
  EXPECT_EQ(nodes.at(1).state, NodeState::Silent);
  sample(second);
  sample();
  EXPECT_THAT(open(admin), IsEmpty());
  EXPECT_EQ(need(monitoring.nodes(admin)).at(1).state, NodeState::Heard);
}

TEST_P(MonitoringTest, ANodeThatWillNotComeBackIsForgottenWithItsAlarms) {
  org::Platform second_platform = world.platform;
  second_platform.node = 2;
  Monitoring second(second_platform);
  second.prepare();
  sample(second);
  EXPECT_EQ(refusal(monitoring.forget_node(admin, 2)), "node_is_up");
  EXPECT_EQ(refusal(monitoring.forget_node(admin, 1)), "node_is_up");
  sample(10);
  EXPECT_EQ(refusal(monitoring.forget_node(north, 2)), "right_missing");
  EXPECT_EQ(refusal(monitoring.forget_node(admin, 2)), "done");
  EXPECT_EQ(refusal(monitoring.forget_node(admin, 2)), "not_found");
  EXPECT_THAT(need(monitoring.nodes(admin)), SizeIs(1));
  EXPECT_THAT(open(admin), IsEmpty());
  sample(10);
  EXPECT_THAT(open(admin), IsEmpty());
}

TEST_P(MonitoringTest, ThresholdsAreEditedWithVersionAndCountAtOnce) {
  auto stored = threshold("disk_free");
  EXPECT_EQ(stored.warning, 15);
  ProbeThresholdFields fields = stored;
  fields.warning = 70;
  fields.bad_samples = 1;
  EXPECT_EQ(refusal(monitoring.edit_threshold(north, stored.id, stored.version, fields)), "right_missing");
  EXPECT_EQ(refusal(monitoring.edit_threshold(admin, stored.id, stored.version + 1, fields)), "stale");
  auto wrong = fields;
  wrong.critical = 80;
  EXPECT_EQ(refusal(monitoring.edit_threshold(admin, stored.id, stored.version, wrong)),
            "/critical threshold_not_below");
  EXPECT_EQ(need(monitoring.edit_threshold(admin, stored.id, stored.version, fields)).version, 2);
  sample();
  EXPECT_EQ(open(admin).at(0).severity, Severity::Warning);
  auto lines = need(world.access.audit_entries(org::system_actor(), {.action = "probe_threshold.edited"}, {}));
  EXPECT_THAT(lines.items, SizeIs(1));
  monitoring.prepare();
  EXPECT_EQ(threshold("disk_free").warning, 70);
}

TEST_P(MonitoringTest, AMinuteKeepsItsWorstSampleForSevenDays) {
  world.clock.set(*base::from_rfc3339("2026-11-21T08:00:00Z"));
  for (double value : {60.0, 14.0, 50.0}) {
    disk = value;
    sample();
  }
  world.clock.advance(60s);
  sample();
  auto series = need(monitoring.samples(admin, {.node = 1, .probe = "disk_free"}));
  ASSERT_THAT(series, SizeIs(1));
  ASSERT_THAT(series[0].samples, SizeIs(1));
  EXPECT_EQ(series[0].samples[0].value, 14);
  EXPECT_EQ(series[0].samples[0].severity, Severity::Warning);
  EXPECT_EQ(series[0].samples[0].at, *base::from_rfc3339("2026-11-21T08:00:00Z"));
  EXPECT_THAT(need(monitoring.samples(north, {.node = 1})), IsEmpty());
  EXPECT_EQ(refusal(monitoring.samples(admin, {.node = 1, .from = world.clock.now() - 25h})), "?from too_long_ago");
  const auto from = world.clock.now() - 1h;
  world.clock.advance(std::chrono::days{6});
  monitoring.forget_old();
  const SampleQuery then{1, "disk_free", from, from + 2h};
  EXPECT_THAT(need(monitoring.samples(admin, then)), SizeIs(1));
  world.clock.advance(std::chrono::days{1});
  monitoring.forget_old();
  EXPECT_THAT(need(monitoring.samples(admin, then)), IsEmpty());
}

TEST_P(MonitoringTest, AlarmsOfACentreAreSeenInItsReachAndThoseOfTheInstallationAtTheRoot) {
  disk = 3;
  sample(3);
  observe(7, world.north, Severity::Warning);
  EXPECT_THAT(open(admin), SizeIs(2));
  ASSERT_THAT(open(north), SizeIs(1));
  EXPECT_EQ(open(north)[0].source, "queue.longest_wait");
  EXPECT_EQ(open(north)[0].subject_id, 7);
  EXPECT_THAT(open(world.actor("leader")), SizeIs(1));
  EXPECT_THAT(open(south), IsEmpty());
  EXPECT_THAT(need(monitoring.nodes(north)), IsEmpty());
  EXPECT_THAT(need(monitoring.thresholds(north)), IsEmpty());
  EXPECT_EQ(refusal(monitoring.alarm(south, open(north)[0].id)), "not_found");
  EXPECT_EQ(need(monitoring.alarm(north, open(north)[0].id)).subject_name, "队列");
}

TEST_P(MonitoringTest, AnAcknowledgementSaysWhoAndStandsUntilItGetsWorse) {
  auto alarm = queue_alarm(world.north);
  EXPECT_EQ(refusal(monitoring.acknowledge(south, alarm.id, {"看"})), "not_found");
  EXPECT_EQ(refusal(monitoring.acknowledge(world.actor("leader"), alarm.id, {"看"})), "right_missing");
  auto seen = need(monitoring.acknowledge(north, alarm.id, {"加派两人"}));
  EXPECT_EQ(seen.acknowledged_by->value, north.ref.id);
  EXPECT_EQ(seen.acknowledged_name, "测试north");
  EXPECT_EQ(seen.note, "加派两人");
  EXPECT_EQ(refusal(monitoring.acknowledge(north, alarm.id, {""})), "alarm_is_acknowledged");
  observe(alarm.subject_id, world.north, Severity::Critical);
  auto worse = need(monitoring.alarm(north, alarm.id));
  EXPECT_EQ(worse.acknowledged_at, std::nullopt);
  EXPECT_EQ(worse.note, "");
  observe(alarm.subject_id, world.north, Severity::Ok);
  EXPECT_EQ(refusal(monitoring.acknowledge(north, alarm.id, {""})), "alarm_is_over");
  EXPECT_THAT(told(), ElementsAre("alarm_began", "alarm_acknowledged", "alarm_changed", "alarm_ended"));
}

TEST_P(MonitoringTest, WhatIsWatchedNoLongerHasNoAlarm) {
  auto alarm = queue_alarm(world.north);
  database().write(
      [&](db::Transaction& tx) { Monitoring::forget(tx, world.platform, "queue.longest_wait", alarm.subject_id); });
  EXPECT_THAT(open(admin), IsEmpty());
}

TEST_P(MonitoringTest, PastAlarmsAreFilteredAndPaged) {
  for (int i = 0; i < 5; ++i) queue_alarm(i % 2 ? world.north : world.south);
  observe(1, world.south, Severity::Ok);
  EXPECT_THAT(alarms(admin, {.open = false}), SizeIs(1));
  EXPECT_THAT(alarms(admin, {.centre_id = world.north}), SizeIs(2));
  EXPECT_THAT(alarms(admin, {.worst = Severity::Critical}), IsEmpty());
  EXPECT_THAT(alarms(admin, {.source = "probe.disk_free"}), IsEmpty());
  EXPECT_THAT(alarms(admin, {.from = world.clock.now() + 1s}), IsEmpty());
  auto page = need(monitoring.alarms(admin, {}, {2, {}}));
  EXPECT_EQ(page.total, 5);
  EXPECT_THAT(page.items, SizeIs(2));
  EXPECT_TRUE(page.next);
}

TEST_P(MonitoringTest, ConsolesSeeTheOpenAlarmsThatAFreshReadGives) {
  org::fixture::Consoles consoles(world, {"alarms", "probe_thresholds", "notice_channels"});
  add_monitoring_topics(consoles.hub());
  for (auto login : {"admin", "north", "south", "leader"}) consoles.open(login);
  for (int i = 0; i < 12; ++i) {
    auto centre = i % 3 ? world.north : world.south;
    observe(i % 5, centre, static_cast<Severity>(i % 3));
    if (i % 4 == 3 && !open(north).empty()) (void)monitoring.acknowledge(north, open(north)[0].id, {""});
    if (i % 2) {
      auto one = threshold("disk_free");
      need(monitoring.edit_threshold(admin, one.id, one.version, one));
      NoticeChannelFields fields;
      fields.name = "渠道";
      fields.url = "https://example.cn/";
      fields.secret = "0123456789abcdef";
      auto made = need(notices.create_channel(admin, fields));
      if (i % 4 == 1) need(notices.delete_channel(admin, made.id));
    }
    consoles.compare();
  }
  EXPECT_GT(consoles.compared("alarms"), 10U);
  EXPECT_GT(consoles.compared("probe_thresholds"), 10U);
  EXPECT_GT(consoles.compared("notice_channels"), 3U);
}

TEST_P(MonitoringTest, TheProbesOfANodeTellSomethingSensible) {
  auto value = [&](const Probe& probe) { return probe.check(world.clock.now()).value.value(); };
  EXPECT_GT(value(database_read_probe(database())), 0);
  EXPECT_GT(value(database_write_probe(world.platform)), 0);
  EXPECT_GT(value(disk_probe("/")), 0);
  EXPECT_LE(value(disk_probe("/")), 100);
  EXPECT_GT(value(memory_probe()), 0);
  EXPECT_GT(value(file_handles_probe()), 0);
  EXPECT_THROW(value(disk_probe("/nowhere/at/all")), std::runtime_error);
  EXPECT_THROW(value(certificate_probe("/nowhere.pem")), std::runtime_error);
}

TEST_P(MonitoringTest, AJumpOfTheWallClockIsMeasuredOnce) {
  auto probe = clock_probe();
  EXPECT_EQ(probe.check(world.clock.now()).value, 0);
  EXPECT_GT(probe.check(world.clock.now() + 1h).value, 3'000'000);
  EXPECT_LT(probe.check(world.clock.now() + 1h).value, 60'000);
}

YINGDA_ON_BOTH_ENGINES(MonitoringTest);

}  // namespace
}  // namespace monitoring
